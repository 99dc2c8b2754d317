"""The shop's dashboard: live, readable without colours or scripts, and with a confirmation before its actions."""

import re

import pytest
from playwright.sync_api import Page, expect

from leaderboard.periods import this_month
from marketplace.models import Product, ProductView
from tests import cast
from tests.browser.conftest import Visit, is_live, wait_until
from tests.leaderboard.dashboards import address
from tests.leaderboard.sales_and_views import sale

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
INKED = "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((one) => one)"


@pytest.fixture
def product():
    return cast.product(stock=9, price="10.00")


def desk(visit: Visit, product, **options) -> Page:
    page = visit(address(product.shop), user=product.shop.owner, **options)
    is_live(page, f"dashboard.{product.shop_id}")
    return page


def tile(page: Page, name: str):
    return page.locator(f'[data-tile="{name}"]')


def test_purchases_looks_and_refunds_move_it(visit: Visit, product):
    page = desk(visit, product)
    order = cast.paid_order(cast.guest(), (product.items.get(), 3))
    expect(tile(page, "sold")).to_have_text("3")
    expect(tile(page, "earned")).to_have_text("€30.00")
    expect(tile(page, "to-ship")).to_have_text("1")
    ProductView.objects.record(product, "v-1")
    expect(tile(page, "views")).to_have_text("1")
    expect(page.locator(f"#stall-row-{product.pk}")).to_contain_text("3 sold, 1 view this month")
    order.refund(order.lines.all(), by=None)
    expect(tile(page, "sold")).to_have_text("0")
    expect(tile(page, "earned")).to_have_text("€0.00")


def test_a_close_race_is_shown_live(visit: Visit, product):
    rival = cast.product(stock=9)
    sale(rival.shop.owner, 3)
    page = desk(visit, product)
    is_live(page, f"places.sales-{this_month()}")
    race = page.get_by_role("region", name="Top sellers this month")
    expect(race).to_contain_text("3 sales behind rank 1")
    cast.paid_order(cast.guest(), (product.items.get(), 2))
    expect(race).to_contain_text("1 sale behind rank 1")
    cast.paid_order(cast.guest(), (rival.items.get(), 1))
    expect(race).to_contain_text("2 sales behind rank 1")


def test_marking_asks_first_counts_at_once_and_is_undone(visit: Visit, product):
    page = desk(visit, product)
    page.evaluate("window.stays = true")
    page.get_by_text("Mark as sold").click()
    sure = page.get_by_role("button", name="Confirm sale")
    expect(sure).to_be_visible()
    # A view meanwhile leaves the confirmation open.
    ProductView.objects.record(product, "v-1")
    expect(tile(page, "views")).to_have_text("1")
    sure.click()
    expect(page.locator("#messages")).to_contain_text("is marked as sold")
    undo = page.locator("summary").filter(has_text="Undo")
    expect(undo).to_be_focused()
    expect(tile(page, "sold")).to_have_text("1")
    expect(tile(page, "earned")).to_have_text("€0.00")
    expect(page.locator("main")).to_contain_text("Products marked as sold, not included: €10.00")
    undo.click()
    page.get_by_role("button", name="Put back on sale").click()
    expect(page.locator("#messages")).to_contain_text("is on sale again")
    expect(tile(page, "sold")).to_have_text("0")
    assert page.evaluate("window.stays"), "it was loaded anew"


def test_a_refused_mark_is_explained_in_place(visit: Visit, product):
    page = desk(visit, product, tolerates=("ERR_FAILED",))
    page.route("**/dashboard/stall/*", lambda route: route.abort())
    page.get_by_text("Mark as sold").click()
    Product.objects.filter(pk=product.pk).update(status="draft")  # not pushed
    page.get_by_role("button", name="Confirm sale").click()
    expect(page.locator("#messages")).to_contain_text(product.title)
    expect(page.locator(".stall-row")).to_have_count(0)


def test_charts_are_drawn_and_follow_with_their_table_left_open(visit: Visit, product):
    page = desk(visit, product)
    units = page.locator("#chart-sold")
    expect(units.get_by_role("img", name=re.compile("Units sold"))).to_be_visible()
    assert units.locator("canvas").evaluate(INKED)
    units.get_by_text("Show data table").click()
    expect(units.get_by_role("cell").last).to_have_text("0")
    cast.paid_order(cast.guest(), (product.items.get(), 3))
    expect(units.get_by_role("cell").last).to_have_text("3")
    expect(units.get_by_role("table")).to_be_visible()
    assert units.locator("canvas").evaluate(INKED)
    page.get_by_role("link", name="7 days").click()
    expect(page.locator("#chart-sold tbody tr")).to_have_count(7)


def test_a_chart_changes_its_inks_by_night(visit: Visit, product):
    sale(product.shop.owner, 3)
    page = desk(visit, product, color_scheme="light")
    drawn = page.locator("#chart-sold canvas")
    by_day = drawn.evaluate("(canvas) => canvas.toDataURL()")
    page.emulate_media(color_scheme="dark")
    wait_until(page, lambda: drawn.evaluate("(canvas) => canvas.toDataURL()") != by_day, "the inks of the day stayed")


def test_without_scripts_numbers_are_read_and_a_listing_is_marked(visit: Visit, product):
    sale(product.shop.owner, 4)
    page = visit(address(product.shop), user=product.shop.owner, java_script_enabled=False)
    expect(page.locator("#chart-sold table-chart")).to_be_hidden()
    page.locator("#chart-sold summary").click()
    expect(page.locator("#chart-sold td").last).to_have_text("4")
    page.get_by_text("Mark as sold").click()
    page.get_by_role("button", name="Confirm sale").click()
    expect(tile(page, "sold")).to_have_text("5")


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_it_fits_the_screen(visit: Visit, width):
    product = cast.product(
        title="Waterproof Mountaineering-Grade Trail Runner with Reflective Everything",
        price="12499.90",
        in_shop=cast.shop(name="Extraordinarily Long & Sons of the Harbour Road and Quay"),
    )
    sale(product.shop.owner, 120_000)
    page = desk(visit, product, viewport={"width": width, "height": 800})
    page.get_by_text("Mark as sold").click()
    page.locator("#chart-views summary").click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
