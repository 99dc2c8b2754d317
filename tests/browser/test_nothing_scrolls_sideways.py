"""No page scrolls sideways on a phone, even with the longest texts and addresses in every field."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.whole_site import WholeSite

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = 360
TEXTS = {"wide": "W" * 5000, "joined": "👩‍👩‍👧" * 600, "cursive": "ﷺسسسسسسس" * 600}
WIDER = """() => {
  const wider = document.documentElement.scrollWidth - innerWidth;
  if (wider <= 0) return [0, ""];
  const out = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.right > innerWidth + 1 && box.width > 0 && getComputedStyle(one).position !== "fixed";
  });
  return [wider, out.slice(0, 4).map((one) => `${one.localName}.${one.className}`).join(" > ")];
}"""

BROKEN = """() => {
  const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, box = text.parentElement;
    // Links in mails are longer than any line.
    if (!box.checkVisibility() || box.closest(".visually-hidden, .mail__text")) continue;
    for (const word of text.data.matchAll(/[\\p{L}\\p{N}’]{2,24}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((one) => Math.round(one.top)));
      if (lines.size > 1) found.add(`${word[0]} in ${box.localName}.${box.className}`);
    }
  }
  return [...found];
}"""


@pytest.fixture
def whole_site(transactional_db):
    return WholeSite()


def opened(visit: Visit, whole_site: WholeSite, width: int) -> Iterator[tuple[str, Page]]:
    """Open every page of the site as a permitted user; yield each one that has the site's styles with its name."""
    by_role = defaultdict(list)
    for role, path in whole_site.pages():
        # The admin needs Django's own styles, and the test site serves none.
        if not path.startswith("/admin/"):
            by_role[role].append(path)
    for role, paths in by_role.items():
        viewport = {"width": width, "height": 740}
        page = visit("/robots.txt", user=whole_site.people.get(role), viewport=viewport, tolerates=("status of 404",))
        for path in dict.fromkeys(paths):
            answer = page.goto(path)
            assert answer and answer.ok, (role, path)
            # Without any it is a part of a page, as htmx puts it into one.
            if page.evaluate("document.styleSheets.length"):
                yield f"{role} {path}", page


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_no_page_scrolls_sideways(visit: Visit, whole_site: WholeSite, text: str):
    whole_site.fill(text)
    whole_site.lengthen_addresses()
    whole_site.write_mails()
    seen = {name: page.evaluate(WIDER) for name, page in opened(visit, whole_site, PHONE)}
    assert len(seen) > 60
    found = {name: f"{wider} px by {where}" for name, (wider, where) in seen.items() if wider > 0}
    assert not found, "\n".join(f"{page}: {what}" for page, what in found.items())


@pytest.mark.parametrize("width", [PHONE, 768])
def test_no_ordinary_word_is_broken(visit: Visit, whole_site: WholeSite, width: int):
    seen = {name: page.evaluate(BROKEN) for name, page in opened(visit, whole_site, width)}
    assert len(seen) > 60
    found = {name: words for name, words in seen.items() if words}
    assert not found, "\n".join(f"{page}: {words}" for page, words in found.items())
