"""The staff of a shop watch a shopper's cart live; staff of another shop see nothing of it."""

from datetime import timedelta

import pytest
from django.db.models import F
from playwright.sync_api import APIResponse, Dialog, Page, Route, expect

from carts.abandonment import record_abandoned_carts
from carts.models import Cart
from tests import cast
from tests.browser.checkout import check_out
from tests.browser.conftest import Visit, is_live, wait_until
from tests.carts.browsers import filled

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LATER = 15_000  # ms


class Stalls:
    """Alice's shop with Sam and a pair of boots, and Eve's shop."""

    def __init__(self) -> None:
        self.shop, self.other = cast.shop(), cast.shop()
        self.sam, self.eve = cast.person("Sam Staff"), cast.person("Eve Elsewhere")
        self.shop.staff.add(self.sam)
        self.other.staff.add(self.eve)
        self.boots = cast.item(in_shop=self.shop, title="Boots", stock=50)


@pytest.fixture
def stalls(transactional_db):
    """The two shops."""
    return Stalls()


def desk(visit: Visit, shop, user, **options) -> Page:
    """Open the live carts of a shop, listening."""
    page = visit(f"/desk/{shop.slug}/carts/", user=user, **options)
    if "prepare" not in options:
        is_live(page, f"live-carts.{shop.pk}")
    return page


def test_from_the_first_add_to_the_purchase(visit: Visit, stalls):
    sam = desk(visit, stalls.shop, stalls.sam)
    eve = desk(visit, stalls.other, stalls.eve)
    expect(sam.locator("#carts-wire")).to_have_text("Live")
    expect(sam.locator(".live-cart")).to_have_count(0)

    bob = visit(stalls.boots.product.get_absolute_url())
    bob.get_by_role("button", name="Add to cart").click()
    row = sam.locator(".live-cart")
    expect(row).to_contain_text("1 × Boots")
    expect(row).to_contain_text("€49.90")
    expect(row).to_contain_text("Guest")
    expect(row).to_contain_text("s ago")
    expect(sam.locator(".figures__main dd")).to_have_text("1")

    bob.goto("/cart/")
    bob.get_by_role("button", name="One more").first.click()
    expect(row).to_contain_text("2 × Boots")
    bob.get_by_role("button", name="Remove").first.click()
    expect(row).to_have_count(0)
    expect(sam.get_by_text("No live carts")).to_be_visible()

    check_out(bob, stalls.boots.product)
    expect(row).to_contain_text("Checking out")
    bob.get_by_role("button", name="Pay").click()
    bob.wait_for_url("**/orders/**")
    expect(row).to_have_count(0)
    expect(eve.locator(".live-cart")).to_have_count(0)
    expect(eve.locator("#carts-wire")).to_have_text("Live")


def test_an_abandoned_cart_leaves_and_comes_back_with_its_shopper(visit: Visit, stalls):
    sam = desk(visit, stalls.shop, stalls.sam)
    bob = visit(stalls.boots.product.get_absolute_url())
    bob.get_by_role("button", name="Add to cart").click()
    row = sam.locator(".live-cart")
    expect(row).to_contain_text("Active")
    Cart.objects.update(updated_at=F("updated_at") - timedelta(minutes=31))
    record_abandoned_carts()
    expect(row).to_have_count(0)
    bob.get_by_role("button", name="Add to cart").click()
    expect(row).to_contain_text("2 × Boots")
    assert Cart.objects.get().recovered_at is not None


def test_an_open_list_ends_as_a_fresh_one_looks(visit: Visit, stalls):
    sam = desk(visit, stalls.shop, stalls.sam)
    carts = [filled(cast.guest(), (stalls.boots, 1)) for _ in range(4)]
    carts[1].change(stalls.boots.pk, 5)
    carts[2].empty()
    expect(sam.locator(".live-cart").first).to_contain_text("5 × Boots")
    expect(sam.locator(".live-cart")).to_have_count(3)
    fresh = desk(visit, stalls.shop, stalls.sam)
    shown = [page.locator(".live-cart__code").all_inner_texts() for page in (sam, fresh)]
    assert shown[0] == shown[1] == [carts[1].code, carts[3].code, carts[0].code]


def late_answer(page: Page) -> list[tuple[Route, APIResponse]]:
    """Have the page read its list again, and hold the answer back once the server has given it."""
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/carts/list/", lambda route: held.append((route, route.fetch())))
    # By the browser's clock the cart is idle; the server decides.
    page.locator(".live-cart").first.evaluate("row => { row.dataset.changesAt = '2020-01-01T00:00:00Z' }")
    wait_until(page, lambda: held, "the list is read again")
    return held


def arrive(page: Page, held: list[tuple[Route, APIResponse]]) -> None:
    """Deliver the held responses to the page."""
    with page.expect_response("**/carts/list/"):
        for route, response in held:
            route.fulfill(response=response)
    # Later requests of the page are not held, above all not when the page is closed.
    page.unroute_all(behavior="ignoreErrors")
    page.wait_for_timeout(200)


def test_an_answer_is_late_and_takes_nothing_back_that_was_pushed_since(visit: Visit, stalls):
    first, second = filled(cast.guest(), (stalls.boots, 1)), filled(cast.guest(), (stalls.boots, 1))
    sam = desk(visit, stalls.shop, stalls.sam)
    held = late_answer(sam)
    third = filled(cast.guest(), (stalls.boots, 1))
    first.empty()
    second.change(stalls.boots.pk, 5)
    expect(sam.locator(".live-cart").first).to_contain_text("5 × Boots")
    expect(sam.locator(".live-cart")).to_have_count(2)
    arrive(sam, held)
    assert sam.locator(".live-cart__code").all_inner_texts() == [second.code, third.code]
    expect(sam.locator(".live-cart").first).to_contain_text("5 × Boots")
    expect(sam.locator(".figures__main dd")).to_have_text("2")


def test_a_list_of_some_carts_only_follows_too(visit: Visit, stalls):
    filled(cast.guest(), (stalls.boots, 1))
    sam = visit(f"/desk/{stalls.shop.slug}/carts/?least=100", user=stalls.sam)
    is_live(sam, f"live-carts.{stalls.shop.pk}")
    expect(sam.locator(".live-cart")).to_have_count(0)
    filled(cast.guest(), (stalls.boots, 3))
    expect(sam.locator(".live-cart")).to_have_count(1)
    filled(cast.guest(), (stalls.boots, 1))
    expect(sam.locator(".figures__main dd")).to_have_text("3")
    expect(sam.locator(".live-cart")).to_have_count(1)


def test_a_row_keeps_the_focus_when_it_changes(visit: Visit, stalls):
    cart = filled(cast.guest(), (stalls.boots, 1))
    sam = desk(visit, stalls.shop, stalls.sam)
    sam.locator(".live-cart__code").focus()
    cart.change(stalls.boots.pk, 3)
    expect(sam.locator(".live-cart")).to_contain_text("3 × Boots")
    expect(sam.locator(".live-cart__code")).to_be_focused()


def test_a_row_keeps_the_focus_when_the_list_is_read_again(visit: Visit, stalls):
    cart = filled(cast.guest(), (stalls.boots, 1))
    filled(cast.guest(), (stalls.boots, 1))
    sam = desk(visit, stalls.shop, stalls.sam)
    row = sam.locator(".live-cart").last
    row.locator(".live-cart__code").focus()
    Cart.objects.filter(pk=cart.pk).update(updated_at=F("updated_at") - timedelta(minutes=15))
    row.evaluate("row => { row.dataset.changesAt = '2020-01-01T00:00:00Z' }")
    expect(row).to_contain_text("Idle")
    expect(row.locator(".live-cart__code")).to_be_focused()


def test_one_cart_follows_with_its_history(visit: Visit, stalls):
    cart = filled(cast.guest(), (stalls.boots, 1))
    sam = visit(f"/desk/{stalls.shop.slug}/carts/{cart.code}/", user=stalls.sam)
    is_live(sam, f"live-carts.{stalls.shop.pk}")
    cart.change(stalls.boots.pk, 4)
    expect(sam.locator(".timeline")).to_contain_text("(1 → 4)")


def test_numbers_that_were_counted_before_the_last_change_are_not_the_last_ones_shown(visit: Visit, stalls):
    other = visit(f"/desk/{stalls.shop.slug}/carts/numbers/", user=stalls.shop.owner)
    sam = visit(f"/desk/{stalls.shop.slug}/carts/numbers/", user=stalls.sam)
    for page in (other, sam):
        is_live(page, f"live-carts.{stalls.shop.pk}")
    carts = sam.locator(".figures > div").nth(1).locator("dd").first
    expect(carts).to_have_text("0")
    filled(cast.guest(), (stalls.boots, 2))
    expect(carts).to_have_text("1", timeout=LATER)
    filled(cast.guest(), (stalls.boots, 2))
    filled(cast.guest(), (stalls.boots, 2))
    expect(carts).to_have_text("3", timeout=LATER)


def test_without_websockets_it_polls_and_says_so(visit: Visit, stalls):
    def block(page: Page) -> None:
        page.route_web_socket("**/ws/", lambda socket: socket.close())

    sam = desk(visit, stalls.shop, stalls.sam, prepare=block)
    expect(sam.locator("#carts-wire")).to_have_text("No live connection. Refreshing every 5 s.")
    filled(cast.guest(), (stalls.boots, 2))
    expect(sam.locator(".live-cart")).to_contain_text("2 × Boots", timeout=LATER)


def test_a_lost_connection_is_seen_and_made_up_for(visit: Visit, stalls):
    sam = desk(visit, stalls.shop, stalls.sam, tolerates=("ERR_INTERNET_DISCONNECTED", "WebSocket connection"))
    sam.context.set_offline(True)
    # A socket that is open already is not cut by that: the page has to notice by itself.
    sam.evaluate("window.dispatchEvent(new Event('offline'))")
    filled(cast.guest(), (stalls.boots, 2))
    expect(sam.locator("#carts-wire")).to_have_text("Connection lost. This page may be out of date.", timeout=LATER)
    expect(sam.locator(".live-cart")).to_have_count(0)
    sam.context.set_offline(False)
    expect(sam.locator(".live-cart")).to_contain_text("2 × Boots", timeout=LATER)


def test_removed_staff_see_no_more_updates_on_the_open_page(visit: Visit, stalls):
    filled(cast.guest(), (stalls.boots, 1))
    sam = desk(visit, stalls.shop, stalls.sam, tolerates=("status of 404",))
    expect(sam.locator(".live-cart")).to_have_count(1)
    stalls.shop.remove_staff(stalls.sam)
    expect(sam.locator("#carts-wire")).to_have_text("You no longer have access to these carts.")
    expect(sam.locator(".live-cart")).to_have_count(0)


def test_an_answer_that_comes_after_one_was_let_go_is_not_shown(visit: Visit, stalls):
    filled(cast.guest(), (stalls.boots, 1))
    sam = desk(visit, stalls.shop, stalls.sam, tolerates=("status of 404",))
    held = late_answer(sam)
    stalls.shop.remove_staff(stalls.sam)
    expect(sam.locator(".live-cart")).to_have_count(0)
    arrive(sam, held)
    expect(sam.locator(".live-cart")).to_have_count(0)
    expect(sam.locator(".figures")).to_have_count(0)


HOSTILE = "<img src=x onerror=alert(1)>\"'></ul></div><script>alert(2)</script>{{ 7*7 }}\u202e"


def test_typed_text_stays_text(visit: Visit, stalls):
    item = cast.item(in_shop=stalls.shop, title=HOSTILE[:100], stock={"<b>XL": 9})
    person = cast.person("Mallory")
    person.change_profile(display_name="<script>alert(3)</script>")
    sam = desk(visit, stalls.shop, stalls.sam)
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    sam.on("dialog", note)
    cart = filled(cast.member(person), (item, 1))
    expect(sam.locator(".live-cart")).to_contain_text("<img src=x onerror=alert(1)>")
    for page in ("pressure/", "numbers/", f"{cart.code}/"):
        sam.goto(f"/desk/{stalls.shop.slug}/carts/{page}")
        expect(sam.locator("main")).to_contain_text("<img src=x onerror=alert(1)>")
    assert (dialogs, sam.locator("main img[src=x]").count()) == ([], 0)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_it_fits(visit: Visit, stalls, width):
    long = cast.item(in_shop=stalls.shop, title="Sock" * 20)
    filled(cast.member(cast.person("Bob Buyer")), (stalls.boots, 2), (long, 1))
    sam = desk(visit, stalls.shop, stalls.sam, viewport={"width": width, "height": 900})
    cart = Cart.objects.get()
    for page in ("", "pressure/", "numbers/", f"{cart.code}/"):
        sam.goto(f"/desk/{stalls.shop.slug}/carts/{page}")
        assert sam.evaluate("document.documentElement.scrollWidth") <= width, page
