"""Payment on the provider's page: the redirects, the webhooks, and a buyer who goes back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from marketplace.models import Order, Product
from tests import cast
from tests.browser.checkout import check_out
from tests.browser.conftest import Visit, is_live
from tests.browser.fake_stripe import StandIn, standing_in
from tests.marketplace.stripe.events import SECRET
from tests.site import Site, serve_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def stripe() -> Iterator[StandIn]:
    """A fake Stripe."""
    with standing_in() as server:
        yield server


@pytest.fixture(scope="module")
def site(
    stripe: StandIn, redis_url: str, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site, switched to Stripe."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYMENT_GATEWAY", "stripe")
        patch.setenv("STRIPE_SECRET_KEY", "sk_test_of_the_tests")
        patch.setenv("STRIPE_WEBHOOK_SECRET", SECRET)
        patch.setenv("STAND_IN", stripe.origin)
        with serve_site(
            redis_url, tmp_path_factory.mktemp("stripe"), "tests.browser.site_with_fake_stripe --verbosity 1"
        ) as site:
            yield site


@pytest.fixture
def product() -> Product:
    """Something to buy."""
    return cast.product(stock=5, price="10.00")


def to_the_hosted_page(page: Page, product: Product) -> Order:
    """Check out and open the payment page; returns the order."""
    check_out(page, product)
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("heading", name="Pay 1000 eur")).to_be_visible()
    return Order.objects.get()


def test_the_signed_event_turns_the_open_order_page_paid_by_itself(
    visit: Visit, site: Site, stripe: StandIn, product: Product
):
    buyer = visit()
    order = to_the_hosted_page(buyer, product)
    waiting = visit(order.get_absolute_url(), beside=buyer)
    expect(waiting.get_by_text("payment isn’t complete yet")).to_be_visible()
    is_live(waiting, f"order.{order.number}")
    session = stripe.provider.pay()
    assert stripe.tell(site, "checkout.session.completed", session, secret="whsec_of_mallory") == 400
    order.refresh_from_db()
    assert order.status == "pending"
    assert stripe.tell(site, "checkout.session.completed", session) == 200
    expect(waiting.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    assert stripe.tell(site, "checkout.session.completed", session) == 200
    order.refresh_from_db()
    assert (order.status, product.items.get().on_hand) == ("paid", 4)


def test_a_payment_returns_to_the_paid_order_before_any_webhook(visit: Visit, product: Product):
    buyer = visit()
    order = to_the_hosted_page(buyer, product)
    buyer.get_by_role("button", name="Pay at the stand-in").click()
    expect(buyer.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    assert buyer.url.endswith(order.get_absolute_url())


def test_a_buyer_who_goes_back_can_resume_or_pay_again(visit: Visit, stripe: StandIn, product: Product):
    buyer = visit()
    order = to_the_hosted_page(buyer, product)
    first = buyer.url
    buyer.get_by_role("link", name="Back to the shop").click()
    expect(buyer.get_by_text("not finished yet")).to_be_visible()
    buyer.get_by_role("link", name="Continue", exact=True).click()
    assert buyer.url == first
    buyer.get_by_role("link", name="Back to the shop").click()
    buyer.get_by_role("button", name="Pay").click()
    expect(buyer.get_by_role("heading", name="Pay 1000 eur")).to_be_visible()
    assert buyer.url != first
    buyer.get_by_role("button", name="Pay at the stand-in").click()
    expect(buyer.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    assert list(order.payments.values_list("status", flat=True)) == ["failed", "captured"]
    assert stripe.provider.sessions[first.rpartition("/")[2]]["status"] == "expired"


def test_money_given_back_there_shows_on_the_open_order_page(
    visit: Visit, site: Site, stripe: StandIn, product: Product
):
    buyer = visit()
    order = to_the_hosted_page(buyer, product)
    buyer.get_by_role("button", name="Pay at the stand-in").click()
    is_live(buyer, f"order.{order.number}")
    stripe.tell(site, "charge.refunded", stripe.provider.give_in_dashboard(300))
    expect(buyer.get_by_text("€3.00 was refunded")).to_be_visible()
    stripe.tell(site, "charge.refunded", stripe.provider.give_in_dashboard(700))
    expect(buyer.get_by_text("This order was fully refunded")).to_be_visible()
