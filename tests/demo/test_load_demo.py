"""`manage.py load_demo`: loads once, refuses sites of other machines, and writes consistent data."""

import io
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from activity.models import PurchaseActivity
from carts.staff import analytics
from carts.staff.scope import Scope
from config.demo.data.people import SIGN_INS
from config.demo.data.product_pictures import FOLDER, SIDE
from config.demo.management.commands.load_demo import Command
from marketplace.models import Mail, Order, Product, ProductImage, SaleFact, Shop, User
from marketplace.orders import order_mails
from trading.models import Trade

pytestmark = pytest.mark.detail


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def load(**options) -> str:
    out = io.StringIO()
    call_command("load_demo", "--no-pictures", stdout=out, **options)
    return out.getvalue()


def count_rows(sql: str) -> int:
    """Return the result of a counting query."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_a_site_that_other_machines_can_reach_is_refused(db, settings, uploads):
    settings.IS_LOCAL = False
    with pytest.raises(CommandError, match="SITE_ORIGINS"):
        load()
    assert not User.objects.exists()


def test_a_loaded_demo_is_not_loaded_again(db, uploads):
    User.objects.create_user(SIGN_INS[0][1])
    assert "already" in load()
    assert User.objects.count() == 1


def test_a_pause_longer_than_the_idle_timeout_does_not_abort_the_loading(transactional_db, uploads, monkeypatch):
    limit = "idle_in_transaction_session_timeout"

    def load_slowly(command) -> None:
        User.objects.create_user(SIGN_INS[0][1])
        time.sleep(0.5)

    monkeypatch.setattr(Command, "load_rows", load_slowly)
    with connection.cursor() as cursor:
        cursor.execute(f"SET {limit} = 100")
        try:
            load()
            assert User.objects.filter(email=SIGN_INS[0][1]).exists()
        finally:
            # The connection returns to the pool, and to the next test, with its settings.
            cursor.execute(f"RESET {limit}")


def test_a_demo_whose_pictures_cannot_be_copied_is_not_loaded(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "full"
    settings.MEDIA_ROOT.touch()
    with pytest.raises(OSError, match="full"):
        call_command("load_demo", "--verbosity=0")
    assert not User.objects.exists()


INCONSISTENCIES = {
    "a leaderboard count that differs from its views and sales": """
        SELECT count(*) FROM leaderboard_sellermonth kept LEFT JOIN leaderboard_recount counted
        USING (seller_id, year, month) WHERE (kept.views, kept.items_sold) IS DISTINCT FROM
        (counted.views, counted.items_sold)""",
    "an ordered product without a view": """
        SELECT count(*) FROM marketplace_orderline l WHERE NOT EXISTS
        (SELECT 1 FROM marketplace_productview v WHERE v.product_id = l.product_id)""",
    "an order total that is not the sum of its lines": """
        SELECT count(*) FROM marketplace_order o WHERE total <>
        (SELECT sum(unit_price * quantity) FROM marketplace_orderline l WHERE l.order_id = o.id)""",
    "an order without lines": """
        SELECT count(*) FROM marketplace_order o
        WHERE NOT EXISTS (SELECT 1 FROM marketplace_orderline l WHERE l.order_id = o.id)""",
    "a paid line without its sale fact, or with another amount": """
        SELECT count(*) FROM marketplace_orderline l JOIN marketplace_order o ON o.id = l.order_id
        LEFT JOIN marketplace_salefact f ON f.order_line_id = l.id AND f.quantity > 0
        WHERE o.paid_at IS NOT NULL AND (f.id IS NULL OR f.amount <> l.amount OR f.quantity <> l.quantity
        OR f.sold_at <> o.paid_at)""",
    "a sale fact of an unpaid order": """
        SELECT count(*) FROM marketplace_salefact f JOIN marketplace_orderline l ON l.id = f.order_line_id
        JOIN marketplace_order o ON o.id = l.order_id WHERE o.paid_at IS NULL""",
    "a refund that does not cancel its sale facts": """
        SELECT count(*) FROM (SELECT l.id FROM marketplace_orderline l JOIN marketplace_order o ON o.id = l.order_id
        JOIN marketplace_salefact f ON f.order_line_id = l.id WHERE o.status = 'refunded'
        GROUP BY l.id HAVING sum(f.amount) <> 0 OR sum(f.quantity) <> 0) odd""",
    "a paid order without its payment": """
        SELECT count(*) FROM marketplace_order o LEFT JOIN marketplace_payment p ON p.order_id = o.id
        WHERE (o.paid_at IS NULL) <> (p.id IS NULL) OR p.amount <> o.total""",
    "a payment without its charge": """
        SELECT count(*) FROM marketplace_payment p LEFT JOIN marketplace_testcharge c ON c.reference = p.reference
        WHERE c.state IS DISTINCT FROM replace(p.status, 'refunded', 'captured') OR c.amount <> p.amount""",
    "an order of a seller in the own shop": """
        SELECT count(*) FROM marketplace_order o JOIN marketplace_orderline l ON l.order_id = o.id
        JOIN marketplace_shop s ON s.id = l.shop_id WHERE s.owner_id = o.buyer_id""",
    "a recent paid line without a purchase activity": """
        SELECT count(*) FROM marketplace_orderline l JOIN marketplace_order o ON o.id = l.order_id
        WHERE o.paid_at > now() - interval '47 hours'
        AND NOT EXISTS (SELECT 1 FROM activity_purchaseactivity a WHERE a.order_line_id = l.id)""",
    "a recent purchase without its cart": """
        SELECT count(*) FROM marketplace_order o WHERE o.paid_at > now() - interval '24 hours'
        AND NOT EXISTS (SELECT 1 FROM carts_cart c WHERE c.order_id = o.id AND c.status = 'bought')""",
    "a cart without lines, or without an event for them": """
        SELECT count(*) FROM carts_cart c WHERE NOT EXISTS (SELECT 1 FROM carts_cartline l
        JOIN carts_cartevent e USING (cart_id, item_id) WHERE l.cart_id = c.id AND e.kind = 'added')""",
    "a product without a cover": """
        SELECT count(*) FROM marketplace_product p
        WHERE NOT EXISTS (SELECT 1 FROM marketplace_productimage i WHERE i.product_id = p.id AND i.position = 0)""",
    "a sold product with stock": """
        SELECT count(*) FROM marketplace_product p JOIN marketplace_item i ON i.product_id = p.id
        WHERE p.status = 'sold' AND (i.on_hand > 0 OR p.sold_at IS NULL)""",
}


@pytest.mark.slow
def test_the_data_is_consistent_and_a_reset_loads_it_again(transactional_db, uploads, client):
    stranger = User.objects.create_user("someone@example.com")
    load()
    assert {name: count for name, sql in INCONSISTENCIES.items() if (count := count_rows(sql))} == {}
    load(reset=True)
    assert not User.objects.filter(email=stranger.email).exists()
    assert {name: count for name, sql in INCONSISTENCIES.items() if (count := count_rows(sql))} == {}
    assert (User.objects.count(), Product.objects.count()) == (200, 300)
    assert Shop.objects.count() >= 12
    pictures = ProductImage.objects.filter(width=SIDE, height=SIDE).values_list("image", flat=True)
    assert set(pictures) == {f"products/{file.name}" for file in FOLDER.glob("*-large.webp")}
    assert Product.objects.visible().dropping_soon().count() >= 10
    day = timedelta(days=1)
    assert Order.objects.filter(paid_at__range=(timezone.now() - 2 * day, timezone.now() - day)).exists()
    assert SaleFact.objects.filter(sold_at__gt=timezone.now() - day).exists()
    assert PurchaseActivity.objects.shown().exclude(place="").count() > 20
    yesterday = analytics.count_day(Scope(), analytics.local_today() - day)
    assert yesterday.visitors > yesterday.carts > yesterday.checkouts > yesterday.paid > 10
    assert 20 < yesterday.rate < 90
    ends = {"draft", "negotiating", "accepted", "rejected", "withdrawn", "expired"}
    both = Trade.objects.filter(seller__email=SIGN_INS[0][1]).values_list("status", "buyer__email")
    assert {status for status, _ in both} == ends
    assert {buyer for _, buyer in both} <= {SIGN_INS[1][1], None}
    assert Trade.objects.in_time().count() > 20
    assert (order_mails.write_missing_mails(), Mail.objects.send_due()) == (0, 0)
    for _, email, password in SIGN_INS:
        assert client.login(email=email, password=password), email
