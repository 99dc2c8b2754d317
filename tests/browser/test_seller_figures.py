"""Figures, charts and filters of the seller's pages are complete on phones and tablets."""

import random

import pytest
from playwright.sync_api import Page, expect

from marketplace.models import Shop
from tests import cast
from tests.browser.conftest import Visit
from tests.carts.browsers import filled
from tests.leaderboard.dashboards import address

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE, TABLET = 360, 768
TITLES = ("Boots", "Waterproof Mountaineering-Grade Trail Runner", "Socks and other rather long things")
GAPS = """boxes => {
  const box = boxes.getBoundingClientRect(), rows = new Map();
  for (const tile of boxes.children) {
    const { top, right } = tile.getBoundingClientRect();
    rows.set(Math.round(top), Math.max(rows.get(Math.round(top)) ?? 0, right));
  }
  return [...rows.values()].map(right => Math.round(box.right - right)).filter(gap => gap > 2);
}"""
CUT = """select => {
  const pen = document.createElement("canvas").getContext("2d"), style = getComputedStyle(select);
  pen.font = style.font;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return [...select.options].map(option => option.text).filter(text => pen.measureText(text).width > room + 1);
}"""
LINES = """figures => [...figures.querySelectorAll("dd")].map(
  one => one.getClientRects()[0].height / parseFloat(getComputedStyle(one).lineHeight)
)"""
LABELS = """canvas => {
  const chart = Chart.getChart(canvas), { x, y } = chart.scales;
  const names = chart.options.indexAxis === "y" ? y : x;
  return {
    shown: names.ticks.filter(tick => [].concat(tick.label).join("")).length,
    rows: chart.data.labels.length,
    widest: Math.max(...names.ticks.flatMap(tick => tick.label).map(text => chart.ctx.measureText(text).width)),
    room: chart.options.indexAxis === "y" ? names.width : chart.width,
  };
}"""


@pytest.fixture
def shop() -> Shop:
    shop, luck = cast.shop(), random.Random(1)
    items = [cast.item(in_shop=shop, title=title, stock=500, price="12499.90") for title in TITLES]
    for _ in range(6):
        filled(cast.guest(), *((item, luck.randint(1, 5)) for item in items))
    shop.owner.is_staff = True
    shop.owner.save()
    return shop


def opened(visit: Visit, shop: Shop, path: str, width: int) -> Page:
    return visit(path, user=shop.owner, viewport={"width": width, "height": 800})


@pytest.mark.parametrize("width", [PHONE, TABLET, 1024])
@pytest.mark.parametrize("name", ["carts/", "carts/numbers/", "/trades/all/"])
def test_figures_fill_their_rows_and_break_no_number(visit: Visit, shop: Shop, name: str, width: int):
    page = opened(visit, shop, name if name.startswith("/") else f"/desk/{shop.slug}/{name}", width)
    figures = page.locator(".figures")
    expect(figures).to_be_visible()
    assert figures.evaluate(GAPS) == []
    lines = figures.evaluate(LINES)
    assert max(lines) < 1.5
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("width", [PHONE, TABLET])
def test_charts_name_every_bar_of_few(visit: Visit, shop: Shop, width: int):
    page = opened(visit, shop, f"/desk/{shop.slug}/carts/numbers/", width)
    expect(page.locator("#chart-added canvas")).to_be_visible()
    for key in ("funnel", "added"):
        measured = page.locator(f"#chart-{key} canvas").evaluate(LABELS)
        assert measured["shown"] == measured["rows"]
        assert measured["widest"] <= measured["room"]


@pytest.mark.parametrize("width", [PHONE, 480, 620, TABLET, 1024])
def test_no_choice_is_cut_off(visit: Visit, shop: Shop, width: int):
    for path in (f"/desk/{shop.slug}/carts/", f"/desk/{shop.slug}/orders/", f"/desk/{shop.slug}/", "/trades/all/"):
        page = opened(visit, shop, path, width)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for select in page.locator("main select").all():
            assert select.evaluate(CUT) == [], path


def test_on_a_phone_the_carts_come_before_the_filters(visit: Visit, shop: Shop):
    page = opened(visit, shop, f"/desk/{shop.slug}/carts/", PHONE)
    expect(page.get_by_label("Product or SKU")).to_be_hidden()
    first = page.locator(".live-cart").first
    assert first.bounding_box()["y"] < 1100  # type: ignore[index]
    page.get_by_text("Filter").click()
    expect(page.get_by_label("Product or SKU")).to_be_visible()


def test_without_scripts_filters_unfold_too(visit: Visit, shop: Shop):
    page = visit(
        f"/desk/{shop.slug}/carts/",
        user=shop.owner,
        viewport={"width": PHONE, "height": 800},
        java_script_enabled=False,
    )
    page.get_by_text("Filter").click()
    page.get_by_label("Product or SKU").fill("Boots")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".live-cart")).to_have_count(6)


def test_the_dashboards_charts_fit(visit: Visit, shop: Shop):
    page = opened(visit, shop, address(shop), PHONE)
    expect(page.locator("table-chart canvas").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
