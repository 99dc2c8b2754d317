"""Shows pages of the admin with its own styles and scripts, which the site of the browser tests is served without."""

from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

ORIGIN = "http://testserver"


def show_html(browser: Browser, html: str, *, width: int = 1280) -> Page:
    """Return a page with this HTML and the admin's styles and scripts."""
    page = browser.new_context(viewport={"width": width, "height": 740}).new_page()
    put_html(page, html)
    return page


def put_html(page: Page, html: str) -> None:
    """Replace the content of a page with this HTML."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif file := path.startswith("/static/") and finders.find(path.removeprefix("/static/")):
            route.fulfill(path=Path(str(file)))
        else:
            route.fulfill(status=404)

    page.unroute_all()
    page.route(f"{ORIGIN}/**", answer)
    page.goto(f"{ORIGIN}/")
