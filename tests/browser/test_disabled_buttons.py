"""A button that can't be pressed looks the same under the pointer, whatever its kind."""

import pytest

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("kind", ["", "button--primary", "button--danger", "button--quiet", "button--chosen"])
@pytest.mark.parametrize("how", ["disabled", "aria-disabled=true"])
def test_nothing_changes_under_the_pointer(visit: Visit, kind: str, how: str):
    page = visit("/")
    html = f"<button id=probe class='button {kind}' {how}>Pay</button>"
    page.locator("main").evaluate("(main, html) => main.insertAdjacentHTML('afterbegin', html)", html)
    probe = page.locator("#probe")
    look = "one => { const { backgroundColor, color } = getComputedStyle(one); return [backgroundColor, color]; }"
    settled = "for (const one of document.getAnimations()) try { one.finish(); } catch { /* for ever */ }"
    page.mouse.move(0, 700)
    page.evaluate(settled)
    before = probe.evaluate(look)
    probe.hover(force=True)
    page.evaluate(settled)
    assert probe.evaluate(look) == before
