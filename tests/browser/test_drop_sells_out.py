"""A drop that is opened from a shell and bought up at another web process, as two open pages see it."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from marketplace.models import Item
from tests import cast
from tests.browser.conftest import Visit, is_live
from tests.site import Site, environment, serve

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LATER = 30_000  # ms


def manage(redis_url: str, folder: Path, *words: str) -> str:
    """Run a command of the site's to its end, and return what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR, env=environment(Site(8000), redis_url, folder),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_opens_and_sells_out_on_every_open_page(visit: Visit, redis_url: str, tmp_path: Path):
    drop = cast.product(stock={"S": 2, "M": 1}, released_at=None)
    small = Item.objects.get(product=drop, label="S")
    shop = visit(drop.get_absolute_url())
    expect(shop.locator(".sizes-panel")).to_contain_text("Coming soon")
    is_live(shop, f"stock.{drop.pk}")
    shop.evaluate("window.sameDocument = true")
    manage(redis_url, tmp_path, "release", drop.slug)
    shop.get_by_role("radio", name="S").check()
    shop.get_by_role("button", name="Add to cart").click()
    expect(shop.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    cart = visit("/cart/", beside=shop)
    is_live(cart, f"line.{small.pk}")
    with serve(redis_url, tmp_path) as other:
        said = manage(redis_url, tmp_path, "sell_out", drop.slug, "--base", other.origin, "--rate", "20")
    assert "3 purchases" in said
    expect(shop.get_by_role("button", name="Sold out")).to_be_visible(timeout=LATER)
    expect(cart.locator(f"#line-{small.pk}")).to_contain_text("sold out", timeout=LATER)
    expect(cart.get_by_role("button", name="Check out")).to_be_disabled()
    assert shop.evaluate("window.sameDocument"), "never reloaded"
