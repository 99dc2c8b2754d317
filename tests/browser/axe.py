"""What axe finds wrong with a page for those who can't see it, or use no mouse."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}


def grave_faults(page: Page) -> list[str]:
    """Return the serious and critical violations that axe finds on a page, each with its selector."""
    # Contrast is measured after the animations; endless ones cannot be finished.
    page.evaluate("for (const one of document.getAnimations()) try { one.finish(); } catch { /* for ever */ }")
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]
