"""A drop that is opened from a shell and bought up at another web process, as two open pages see it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from marketplace.models import Item, Order
from tests import cast
from tests.browser.conftest import Visit, is_live
from tests.site import Site, build_environment, serve_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LATER = 30_000  # ms


def manage(redis_url: str, folder: Path, *words: str) -> str:
    """Run a management command to its end and return its output."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR, env=build_environment(Site(8000), redis_url, folder),
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_opens_and_sells_out_on_every_open_page(visit: Visit, redis_url: str, tmp_path: Path):
    drop = cast.product(stock={"S": 2, "M": 1}, released_at=None)
    items = list(Item.objects.filter(product=drop))
    shop = visit(drop.get_absolute_url())
    stranger = visit(drop.get_absolute_url())
    for page in (shop, stranger):
        expect(page.locator(".sizes-panel")).to_contain_text("Coming soon")
        is_live(page, f"stock.{drop.pk}")
        page.evaluate("window.sameDocument = true")
    manage(redis_url, tmp_path, "release", drop.slug)
    for units, size in enumerate(("S", "M"), start=1):
        shop.get_by_role("radio", name=size).check(force=True)
        shop.get_by_role("button", name="Add to cart").click()
        expect(shop.locator("#cart-box .count")).to_have_attribute("data-count", str(units))
    cart = visit("/cart/", beside=shop)
    for item in items:
        is_live(cart, f"line.{item.pk}")
    with serve_site(redis_url, tmp_path) as other:
        assert other.origin not in shop.url
        said = manage(redis_url, tmp_path, "sell_out", drop.slug, "--base", other.origin, "--rate", "20")
    assert "3 purchases" in said
    for page in (shop, stranger):
        expect(page.get_by_role("button", name="Sold out")).to_be_visible(timeout=LATER)
        expect(page.locator(".sizes-panel input[type=radio]:enabled")).to_have_count(0, timeout=LATER)
        assert page.evaluate("window.sameDocument"), "never reloaded"
    for item in items:
        for line in (cart.locator(f"#line-{item.pk}"), shop.locator(f"#box-line-{item.pk}")):
            expect(line).to_have_class(re.compile("line--gone"), timeout=LATER)
            expect(line).to_contain_text("is sold out.")
    expect(cart.get_by_role("button", name="Check out")).to_be_disabled()
    # The form of a page that no longer receives updates.
    token = next(each["value"] for each in cart.context.cookies() if each["name"] == "csrftoken")
    form: dict[str, Any] = {"csrfmiddlewaretoken": token, "key": cast.key()}
    late = cart.request.post(cart.url.replace("/cart/", "/checkout/"), form=form)
    assert (late.status, late.text().count("is sold out.") >= 2) == (409, True)
    assert not Order.objects.filter(status="pending").exists()
