"""Status of every URL for every role: strangers get 404, never 403."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from carts.models import Cart
from marketplace.accounts.visitors import Shopper
from marketplace.models import Mail, Product, User
from tests import cast
from tests.config.asgi_requests import at, get, site
from trading.models import Invitation as TradeInvitation
from trading.models import Trade

pytestmark = pytest.mark.django_db

ROLES = ["guest", "bob", "mallory", "alice", "sam", "eve", "admin"]
EVERYBODY = dict.fromkeys(ROLES, 200)
MEMBERS = {**EVERYBODY, "guest": 302}
ADMIN = {**dict.fromkeys(ROLES, 302), "admin": 200}
GUESTS = {**dict.fromkeys(ROLES, 302), "guest": 200}
NOTED = dict.fromkeys(ROLES, 204)
NOBODY = dict.fromkeys(ROLES, 404)
BOB = {**NOBODY, "bob": 200}
WORKERS = {**NOBODY, "guest": 302, "alice": 200, "sam": 200}
OWNER = {**NOBODY, "guest": 302, "alice": 200}
PLATFORM = {**NOBODY, "guest": 302, "admin": 200}
AT_THE_TABLE = {**NOBODY, "guest": 302, "alice": 200, "bob": 200}
BOB_POSTS = {**NOBODY, "bob": 302}
MALFORMED = dict.fromkeys(ROLES, 422)

# Every route: method, and status by role.
ACCESS = {
    "marketplace:home": ("get", EVERYBODY),
    "marketplace:shelves": ("get", EVERYBODY),
    "marketplace:cards": ("get", MALFORMED),
    "marketplace:search": ("get", EVERYBODY),
    "marketplace:robots": ("get", EVERYBODY),
    "marketplace:sitemap_index": ("get", EVERYBODY),
    "marketplace:sitemap": ("get", EVERYBODY),
    "marketplace:category": ("get", EVERYBODY),
    "marketplace:shop": ("get", EVERYBODY),
    "marketplace:product": ("get", EVERYBODY),
    "marketplace:product_sizes": ("get", EVERYBODY),
    "marketplace:product_gallery": ("get", EVERYBODY),
    "marketplace:orders": ("get", EVERYBODY),
    "marketplace:order": ("get", BOB),
    "marketplace:order_link": ("get", {**NOBODY, "bob": 302}),
    "marketplace:order_status": ("get", BOB),
    "marketplace:orders_list": ("get", EVERYBODY),
    "marketplace:order_hide": ("post", BOB_POSTS),
    "marketplace:order_hide_price": ("post", BOB_POSTS),
    "activity:preview": ("post", BOB),
    "marketplace:order_delivered": ("post", NOBODY),
    "marketplace:profile": ("get", MEMBERS),
    "marketplace:sign_out_everywhere": ("get", dict.fromkeys(ROLES, 302)),
    "marketplace:delete_account": ("get", MEMBERS),
    "marketplace:erase": ("get", EVERYBODY),
    "marketplace:erase_confirm": ("get", NOBODY),
    "marketplace:outbox": ("get", EVERYBODY),
    "marketplace:outbox_list": ("get", EVERYBODY),
    "marketplace:outbox_mail": ("get", EVERYBODY),
    "marketplace:outbox_mail_html": ("get", EVERYBODY),
    "marketplace:stripe_webhook": ("post", NOBODY),
    "marketplace:record_visit": ("post", NOTED),
    "marketplace:record_view": ("post", NOTED),
    "marketplace:seller_dashboard": ("get", {**MEMBERS, "alice": 302, "sam": 302, "eve": 302}),
    "marketplace:seller_products": ("get", WORKERS),
    "marketplace:seller_product_new": ("get", OWNER),
    "marketplace:seller_product": ("get", OWNER),
    "marketplace:seller_product_publish": ("post", {**OWNER, "alice": 422}),
    "marketplace:seller_product_schedule": ("post", {**OWNER, "alice": 422}),
    "marketplace:seller_product_action": ("post", {**OWNER, "alice": 409}),
    "marketplace:seller_product_pictures": ("post", {**OWNER, "alice": 422}),
    "marketplace:seller_picture_move": ("post", {**OWNER, "alice": 302}),
    "marketplace:seller_picture_remove": ("post", {**OWNER, "alice": 302}),
    "marketplace:seller_shop_open": ("get", {**MEMBERS, "alice": 302}),
    "marketplace:seller_staff_invitation": ("get", {**NOBODY, "guest": 302}),
    "marketplace:seller_orders": ("get", WORKERS),
    "marketplace:seller_orders_list": ("get", WORKERS),
    "marketplace:seller_to_ship": ("get", WORKERS),
    "marketplace:seller_order": ("get", WORKERS),
    "marketplace:seller_order_state": ("get", WORKERS),
    "marketplace:seller_order_ship": ("post", {**WORKERS, "alice": 302, "sam": 302}),
    "marketplace:seller_order_tracking": ("post", {**WORKERS, "alice": 302, "sam": 302}),
    "marketplace:seller_refund": ("get", OWNER),
    "marketplace:seller_refund_confirm": ("get", {**OWNER, "alice": 302}),
    "marketplace:seller_refund_total": ("post", {**OWNER, "alice": 302}),
    "marketplace:seller_shop": ("get", OWNER),
    "marketplace:seller_staff": ("get", OWNER),
    "marketplace:seller_staff_remove": ("post", {**NOBODY, "guest": 302}),
    "marketplace:seller_invitation_withdraw": ("post", {**NOBODY, "guest": 302}),
    "carts:cart": ("get", EVERYBODY),
    "carts:menu": ("get", EVERYBODY),
    "carts:availability": ("get", EVERYBODY),
    "carts:add": ("post", MALFORMED),
    "carts:change": ("post", MALFORMED),
    "carts:remove": ("post", NOBODY),
    "carts:empty": ("post", NOBODY),
    "carts:undo": ("post", MALFORMED),
    "carts:accept_price": ("post", MALFORMED),
    "carts:accept_prices": ("post", MALFORMED),
    "carts:lower_to_stock": ("post", NOBODY),
    "carts:remove_unavailable": ("post", NOBODY),
    "carts:restore": ("post", dict.fromkeys(ROLES, 400)),
    "carts:checkout": ("post", MALFORMED),
    "carts:pay_page": ("get", BOB),
    "carts:extend_hold": ("post", BOB_POSTS),
    "carts:cancel_checkout": ("post", BOB_POSTS),
    "carts:restart_checkout": ("get", {**NOBODY, "bob": 302}),
    "carts:pay": ("post", {**NOBODY, "bob": 422}),
    "carts:confirm": ("get", {**NOBODY, "bob": 302}),
    "carts:proof": ("get", {**NOBODY, "bob": 302}),
    "carts:reminded": ("get", NOBODY),
    "carts:reminder_opt_out": ("get", NOBODY),
    "carts:reminder_setting": ("post", dict.fromkeys(ROLES, 302)),
    "carts:api_active": ("get", {**NOBODY, "guest": 401, **dict.fromkeys(["alice", "sam", "eve", "admin"], 200)}),
    "carts:api_count": ("get", {**NOBODY, "guest": 401, **dict.fromkeys(["alice", "sam", "eve", "admin"], 200)}),
    "carts:api_update": ("post", dict.fromkeys(ROLES, 415)),  # a form is no JSON
    "carts:api_description": ("get", EVERYBODY),
    "carts:api_cart": ("delete", {**NOBODY, "guest": 401, "alice": 200, "sam": 200, "admin": 200}),
    "carts:shop_carts": ("get", WORKERS),
    "carts:shop_carts_list": ("get", WORKERS),
    "carts:shop_pressure": ("get", WORKERS),
    "carts:shop_numbers": ("get", WORKERS),
    "carts:all_pressure": ("get", PLATFORM),
    "carts:all_numbers": ("get", PLATFORM),
    "carts:shop_cart": ("get", WORKERS),
    "carts:shop_cart_state": ("get", WORKERS),
    "carts:shop_unmask": ("post", {**WORKERS, "alice": 302, "sam": 302}),
    "carts:all_carts": ("get", PLATFORM),
    "carts:all_carts_list": ("get", PLATFORM),
    "carts:all_cart": ("get", PLATFORM),
    "carts:all_cart_state": ("get", PLATFORM),
    "carts:all_unmask": ("post", {**PLATFORM, "admin": 302}),
    "activity:list": ("get", EVERYBODY),
    "activity:recent": ("get", EVERYBODY),
    "activity:rows": ("get", EVERYBODY),
    "activity:count": ("post", NOTED),
    "activity:purchase": ("get", EVERYBODY),
    "activity:together": ("get", EVERYBODY),
    "trading:mine": ("get", MEMBERS),
    "trading:mine_list": ("get", MEMBERS),
    "trading:unread": ("get", MEMBERS),
    "trading:overview": ("get", {**NOBODY, "admin": 200}),
    "trading:overview_list": ("get", {**NOBODY, "admin": 200}),
    "trading:new": ("get", {**dict.fromkeys(ROLES, 302), "alice": 200}),
    "trading:join": ("get", MEMBERS),
    "trading:join_link": ("get", {**NOBODY, "guest": 302, "bob": 302, "alice": 302}),
    "trading:offer": ("get", MEMBERS),
    "trading:room": ("get", AT_THE_TABLE),
    "trading:room_update": ("get", AT_THE_TABLE),
    "trading:mark_seen": ("post", {**AT_THE_TABLE, "alice": 422, "bob": 422}),
    "trading:post_message": ("post", {**AT_THE_TABLE, "alice": 422, "bob": 422}),
    "trading:list_messages": ("get", AT_THE_TABLE),
    "trading:mark_read": ("post", {**AT_THE_TABLE, "alice": 422, "bob": 422}),
    "trading:invite": ("post", {**AT_THE_TABLE, "alice": 409, "bob": 409}),
    "trading:take_action": ("post", {**AT_THE_TABLE, "alice": 422, "bob": 422}),
    "trading:report": ("post", {**AT_THE_TABLE, "alice": 422, "bob": 422}),
    "trading:receipt": ("get", {**NOBODY, "guest": 302}),
    "trading:unblock": ("post", {**AT_THE_TABLE, "alice": 302, "bob": 302}),
    "trading:block": ("post", {**AT_THE_TABLE, "alice": 302, "bob": 302}),
    "leaderboard:page": ("get", EVERYBODY),
    "leaderboard:panel": ("get", EVERYBODY),
    "leaderboard:ranks": ("get", EVERYBODY),
    "leaderboard:own": ("get", EVERYBODY),
    "leaderboard:explain": ("get", {**NOBODY, "guest": 302, "alice": 200}),
    "leaderboard:dashboard": ("get", WORKERS),
    "leaderboard:dashboard_part": ("get", WORKERS),
    "leaderboard:api": ("get", EVERYBODY),
    "admin:index": ("get", ADMIN),
    "admin:marketplace_order_changelist": ("get", ADMIN),
    "account_login": ("get", GUESTS),
    "account_signup": ("get", GUESTS),
    "account_logout": ("get", MEMBERS),
    "account_email": ("get", MEMBERS),
    "account_change_password": ("get", MEMBERS),
    "account_reset_password": ("get", EVERYBODY),
}


class Stage:
    """A shop of Alice's with Sam, another one with Eve, and Bob's pending order."""

    def __init__(self) -> None:
        self.people: dict[str, User] = {name: cast.person(f"{name.title()} Person") for name in ROLES[1:-1]}
        self.people["admin"] = User.objects.create_superuser("admin@example.com", cast.PASSWORD)
        shop = cast.shop(self.people["alice"])
        shop.staff.add(self.people["sam"])
        cast.shop().staff.add(self.people["eve"])
        self.product = cast.product(in_shop=shop)
        self.draft = cast.product(in_shop=shop, status=Product.Status.DRAFT)
        self.picture = self.product.images.create(image="products/none.webp", width=1, height=1)
        self.mail = Mail.objects.create(key="k", to="bob@example.com", subject="s", text="t", html="<p>t</p>")
        self.order = cast.pending_order(Shopper(self.people["bob"], "0" * 32), (self.product.items.get(), 1))
        self.trade = Trade.objects.open_by(self.people["alice"], title="Oranges", price=Decimal(5), quantity=2)
        self.code = self.trade.invite(by=self.people["alice"])
        TradeInvitation.objects.redeem(self.code, by=self.people["bob"])
        self.cart = Cart.objects.get_or_open(cast.guest())
        self.cart.add(self.product.items.get().pk)
        self.sold = cast.paid_order(cast.guest(), (self.product.items.get(), 1))
        self.announced = self.sold.activities.get().key

    def client(self, role: str) -> Client:
        """Return a browser of this role."""
        client = Client(SERVER_NAME="localhost")
        if role != "guest":
            client.force_login(self.people[role])
        return client

    def url(self, name: str) -> str:
        """Return the address of a route, about the things of this stage."""
        about: dict[str, list[Any]] = {
            "sitemap": ["products"],
            "category": [self.product.category.slug],
            "shop": [self.product.shop.slug],
            "product": [self.product.slug],
            "product_sizes": [self.product.slug],
            "outbox_mail": [self.mail.pk],
            "outbox_mail_html": [self.mail.pk],
            "product_gallery": [self.product.slug],
            "seller_products": [self.product.shop.slug],
            "record_view": [self.product.slug],
        }
        shop, sold = self.product.shop.slug, self.sold.number
        about |= {"seller_product_new": [shop], "seller_product_action": [shop, self.product.pk, "undo-sold"]}
        product = [shop, self.product.pk]
        about |= {"seller_product": product}
        about |= {f"seller_product_{page}": product for page in ("publish", "schedule", "pictures")}
        about |= {f"seller_picture_{page}": [*product, self.picture.pk] for page in ("move", "remove")}
        about |= {f"seller_{page}": [shop] for page in ("orders", "orders_list", "to_ship", "shop", "staff")}
        about |= {f"seller_{page}": [shop, sold] for page in ("order", "order_state", "refund")}
        about |= {f"seller_order_{page}": [shop, sold] for page in ("ship", "tracking")}
        about |= {f"seller_refund_{page}": [shop, sold] for page in ("total", "confirm")}
        about |= {f"shop_{page}": [shop] for page in ("carts", "carts_list", "pressure", "numbers")}
        about |= {f"shop_{page}": [shop, self.cart.code] for page in ("cart", "cart_state", "unmask")}
        about |= {"reminded": ["forged"], "reminder_opt_out": ["forged"]}
        about |= {"api_cart": [self.cart.code]}
        about |= {f"all_{page}": [self.cart.code] for page in ("cart", "cart_state", "unmask")}
        about |= {"seller_staff_remove": [shop, 0], "seller_invitation_withdraw": [shop, 0]}
        about |= {"dashboard": [shop], "dashboard_part": [shop, "numbers"]}
        room = self.trade.number
        about |= {"offer": [self.product.slug], "join_link": [self.code], "take_action": [room, "accept"]}
        pages = ("room", "room_update", "mark_seen", "invite", "post_message", "list_messages", "mark_read")
        about |= {page: [room] for page in pages}
        about |= {page: [room] for page in ("report", "receipt", "unblock", "block")}
        about |= {
            "purchase": [self.announced],
            "together": [self.announced],
            "order_link": [self.order.number, "forged"],
            "seller_staff_invitation": ["forged"],
            "erase_confirm": ["forged"],
            "order_delivered": [self.order.number, 0],
        }
        mine = {"order", "order_status", "order_hide", "order_hide_price", "preview"}
        mine |= {"pay_page", "extend_hold", "cancel_checkout", "restart_checkout", "pay", "proof", "confirm"}
        short = name.split(":")[-1]
        return reverse(name, args=[self.order.number] if short in mine else about.get(short, []))


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(stage, role):
    found = {}
    client = stage.client(role)
    session = dict(client.cookies)
    for name, (method, expected) in ACCESS.items():
        client.cookies.clear()
        client.cookies.update(session)
        response = getattr(client, method)(stage.url(name))
        if response.status_code != expected[role]:
            found[name] = (response.status_code, expected[role])
    assert found == {}


WATCHING = {"/healthz": 200, "/readyz": 200, "/metrics": 404}
"""Routes that are answered before Django, alike for all roles; the metrics need a token."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
def test_no_role_opens_what_is_for_those_who_watch(stage, role, settings):
    settings.METRICS_TOKEN = "a-long-secret"
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in stage.client(role).cookies.items())

    async def ask() -> dict[str, int]:
        return {path: (await get(site(), path, cookie=cookies)).status_code for path in WATCHING}

    assert at(ask) == WATCHING


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """Yield the full name of every named route that is ours to decide on."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def test_no_route_of_ours_is_missing_from_the_table():
    ours = {name for name in routes(get_resolver().url_patterns) if not name.startswith(("admin:", "account_"))}
    assert ours <= ACCESS.keys()


def test_a_draft_is_not_there_for_anybody_in_the_storefront(stage):
    pages = [reverse(name, args=[stage.draft.slug]) for name in ("marketplace:product", "marketplace:product_sizes")]
    assert {stage.client(role).get(page).status_code for role in ROLES for page in pages} == {404}


def test_what_does_not_exist_answers_like_what_is_not_yours(stage):
    mallory = stage.client("mallory")
    absent = ["/orders/LS-00000-00000/", "/checkout/LS-00000-00000/", "/orders/%00/", "/products/%F0%9F%A6%8A/"]
    for path in [stage.url("marketplace:order"), *absent]:
        assert mallory.get(path).status_code == 404, path
