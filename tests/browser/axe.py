"""What axe finds wrong with a page for those who can't see it, or use no mouse."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}


def grave_faults(page: Page) -> list[str]:
    """Return what axe calls serious or critical on a page as it is now, each with where it is."""
    # Colours are measured where they have come to rest; what moves for ever never does.
    page.evaluate("for (const one of document.getAnimations()) try { one.finish(); } catch { /* for ever */ }")
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]
