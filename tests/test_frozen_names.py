"""Names that are stored outside the code do not change: in browsers, mails, the database, queues, other programs.

The lists are literals of a release that may still be running. They are not derived from the code, so that renaming
code cannot change them. Add new names; remove a name only one release after the site stopped using it.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver

from config.celery import app as celery
from config.live import protocol, topics
from marketplace import gateways
from tests import cast
from tests.config.asgi_requests import figures

ROOT = Path(__file__).parent.parent
APPS = ("activity", "carts", "config", "leaderboard", "marketplace", "trading")

SALTS = """carts.copy carts.reminder carts.reminders_stop config.live.tokens marketplace.erased_address
marketplace.erasure marketplace.erasure_key marketplace.invitation
marketplace.mailbox marketplace.network marketplace.order_link marketplace.proof marketplace.sign_outs
marketplace.visitor"""
BROWSER = """livestall.cart-copy livestall.cart-of livestall.toasts cart_forget visited outbox: draft:"""
ADDRESSES = """
account/ account/delete/ account/sign-out-everywhere/ accounts/confirm-email/ accounts/email/ accounts/inactive/
accounts/login/ accounts/login/code/confirm/ accounts/logout/ accounts/password/change/ accounts/password/reset/
accounts/password/reset/done/ accounts/password/reset/key/done/ accounts/password/set/ accounts/reauthenticate/
accounts/signup/ activity/ activity/<slug>/ activity/<slug>/together/ activity/noted/ activity/preview/<order>/
activity/recent/ activity/rows/ api/carts/<str> api/carts/active api/carts/count api/carts/openapi.json
api/carts/update api/leaderboard cards/ cart/ cart/add/ cart/agree-all/ cart/agree/ cart/box/ cart/change/ cart/empty/
cart/facts/ cart/reminded/<secret>/ cart/reminders/ cart/reminders/<secret>/ cart/remove-gone/ cart/remove/
cart/restore/ cart/take-left/ cart/undo/ categories/<slug>/ checkout/ checkout/<order>/ checkout/<order>/again/
checkout/<order>/cancel/ checkout/<order>/confirm/ checkout/<order>/pay/ checkout/<order>/proof/
checkout/<order>/renew/ desk/ desk/<slug>/ desk/<slug>/carts/ desk/<slug>/carts/<str>/ desk/<slug>/carts/<str>/state/
desk/<slug>/carts/<str>/unmask/ desk/<slug>/carts/list/ desk/<slug>/carts/numbers/ desk/<slug>/carts/pressure/
desk/<slug>/dashboard/ desk/<slug>/dashboard/<slug>/ desk/<slug>/listings/<int>/ desk/<slug>/listings/<int>/<slug>/
desk/<slug>/listings/<int>/pictures/ desk/<slug>/listings/<int>/pictures/<int>/move/
desk/<slug>/listings/<int>/pictures/<int>/remove/ desk/<slug>/listings/<int>/publish/
desk/<slug>/listings/<int>/schedule/ desk/<slug>/listings/new/ desk/<slug>/orders/ desk/<slug>/orders/<order>/
desk/<slug>/orders/<order>/refund/ desk/<slug>/orders/<order>/refund/sum/ desk/<slug>/orders/<order>/ship/
desk/<slug>/orders/<order>/state/ desk/<slug>/orders/<order>/tracking/ desk/<slug>/orders/list/
desk/<slug>/orders/to-ship/ desk/<slug>/settings/ desk/<slug>/settings/invitations/<int>/withdraw/
desk/<slug>/settings/staff/ desk/<slug>/settings/staff/<int>/let-go/ desk/invitations/<secret>/ desk/open/ leaderboard/
leaderboard/explain/ leaderboard/own/ leaderboard/panel/ leaderboard/ranks/ live-carts/ live-carts/<str>/
live-carts/<str>/state/ live-carts/<str>/unmask/ live-carts/list/ live-carts/numbers/ live-carts/pressure/ orders/
orders/<order>/ orders/<order>/hide-price/ orders/<order>/hide/ orders/<order>/open/<secret>/
orders/<order>/shipments/<int>/arrived/ orders/<order>/status/ orders/list/ outbox/ outbox/<int>/ outbox/<int>/html/
outbox/list/ payments/stripe/ privacy/erase/ privacy/erase/<secret>/ products/<slug>/ products/<slug>/gallery/
products/<slug>/sizes/ products/<slug>/viewed/ robots.txt search/ shelves/ shops/<slug>/ sitemap-<section>.xml
sitemap.xml trades/ trades/<trade>/ trades/<trade>/<slug>/ trades/<trade>/block/ trades/<trade>/invite/
trades/<trade>/messages/ trades/<trade>/read/ trades/<trade>/receipt/ trades/<trade>/report/ trades/<trade>/say/
trades/<trade>/seen/ trades/<trade>/table/ trades/<trade>/unblock/ trades/all/ trades/all/list/ trades/join/
trades/join/<secret>/ trades/list/ trades/new/ trades/offer/<slug>/ trades/unread/ visited/"""
API_OF_CARTS = """active amount cart checkout code count createdAt error field id idle isGuest itemCount items
lastUpdated option price problem quantity sessionId shopId sku status success title total version query:shop
query:reason path:code header:X-CSRFToken =active =checkout =idle"""
API_OF_LEADERBOARD = "by period title updated rows place shop url count movement moved"
FORMS = """again agreed answer back by code copy counter description email exact in_stock item key lines method more
next opens period price q quantity reason remind restock sort status sure text to version"""
TOPICS = """all-trades buyer card cart chat dashboard gallery line live-carts my-trades order outbox own-blocks places
purchases ranks shelves shop-orders stock talk toasts trade"""
TASKS = """activity.count_toasts activity.purge activity.repair carts.forget_addresses carts.note_abandoned carts.purge
carts.remind carts.repair config.clear_sessions config.heartbeat leaderboard.follow_time_zone leaderboard.note_places
leaderboard.rank_trending leaderboard.repair marketplace.count_choices marketplace.delete_orphans
marketplace.deliver_shipments marketplace.finish_payments marketplace.forget_people marketplace.forget_unpaid
marketplace.forget_unproved marketplace.forget_visits marketplace.lapse_orders marketplace.list_words
marketplace.open_drops marketplace.purge_mail marketplace.rank_products marketplace.repair_mail marketplace.send_mail
marketplace.size_pictures trading.expire_trades trading.tell_absent trading.tell_who_is_gone"""
TABLES = """activity_purchaseactivity activity_toastcount carts_cart carts_cartevent carts_cartline carts_cartreminder
carts_cartunmasking carts_mailoptout config_taskrun leaderboard_place leaderboard_sellermonth leaderboard_sitezone
marketplace_addressproof marketplace_category marketplace_checkoutkey marketplace_hold marketplace_invitation
marketplace_item marketplace_mail marketplace_order marketplace_orderline marketplace_orderreader marketplace_payment
marketplace_product marketplace_productimage marketplace_productview marketplace_refund marketplace_refusedview
marketplace_salefact marketplace_searchdocument marketplace_shipment marketplace_shop marketplace_shop_staff
marketplace_testcharge marketplace_testrefund marketplace_user marketplace_user_groups
marketplace_user_user_permissions marketplace_visit marketplace_word trading_action trading_block trading_counter
trading_invitation trading_message trading_report trading_seat trading_trade trading_version"""
ENVIRONMENT = """ACTIVITY_HOURS ALLOW_MAIL_TO_FILES ALLOW_PLAY_MONEY BEHIND_PROXY CARTS_PER_PAGE
CART_ABANDONED_MINUTES CART_ACTIVE_MINUTES CART_COPY_DAYS CART_DAYS CART_LINK_DAYS CART_QUIET_HOURS
CART_REMINDER_HOURS CROWD_GROWTH CURRENCY DATABASE_POOLER_URL DATABASE_URL DB_POOL_MAX DEAL_HOLD_MINUTES DEBUG
DEFAULT_FROM_EMAIL DELIVERED_AFTER_DAYS EMAIL_TIMEOUT EMAIL_URL GATEWAY_AT_ONCE GATEWAY_PATIENCE GATE_AT_WORK
GATE_IN_LINE GATE_PATIENCE HOLD_COOL_OFF_MINUTES HOLD_MINUTES HOLD_WARNING_MINUTES HOUSEHOLD_SHARE LIVESTALL_DATA_DIR
LIVE_BUCKET_RATE LIVE_BUCKET_SIZE LIVE_CROWD_SECONDS LIVE_DIRECT LIVE_FRAME_BYTES LIVE_HEARTBEAT_SECONDS
LIVE_KEEP_FRAMES LIVE_KEEP_SECONDS LIVE_LINGER_SECONDS LIVE_MAX_TOPICS LIVE_OFFENCES LIVE_OUTBOX LIVE_OUTBOX_BYTES
LIVE_PING_SECONDS LIVE_PUSH_SECONDS LIVE_QUEUE LIVE_RECHECK_SECONDS LIVE_REDIS_SECONDS LIVE_SLACK_SECONDS
LIVE_SOCKETS_PER_ADDRESS LIVE_SOCKETS_PER_PERSON LIVE_THREADS LIVE_TOKEN_HOURS LIVE_WIRE_RATE LIVE_WIRE_SIZE
LOG_FORMAT LOG_LEVEL LOW_STOCK MAIL_DAYS MAIL_SECRET_HOURS MAX_CART_LINES MAX_LINE_QUANTITY MEDIA_BUCKET
MEDIA_ENDPOINT MEDIA_URL MEDIUM_STOCK METRICS_TOKEN NEW_REMINDERS_PER_HOUR NEW_TOAST_VISITORS_PER_HOUR
NEW_VIEWERS_PER_HOUR NEW_VISITORS_PER_HOUR ORDER_LINK_DAYS PAYMENT_GATEWAY PAYMENT_SWEEP_SECONDS PICTURES_AN_HOUR
PICTURES_PER_PRODUCT PICTURE_MEGABYTES PICTURE_MEGAPIXELS PICTURE_UPLOADS_AT_ONCE PRODUCTS_PER_PAGE REDIS_PREFIX
REDIS_URL SECRET_KEY SECRET_KEY_FALLBACKS SECURE_HSTS_SECONDS SERVE_MEDIA SITE_NAME SITE_ORIGINS STRIPE_SECRET_KEY
STRIPE_WEBHOOK_SECRET TIME_ZONE TOAST_OTHER_BUYERS TRADE_LEAST_MINUTES TRADE_LINES_A_MINUTE TRADE_MAIL_PAUSE_MINUTES
TRADE_MAIL_SECONDS TRADE_MINUTES TRADE_MOST_MINUTES TRADE_MOST_OFFERS TRADE_MOST_UNITS TRADE_MOST_VERSIONS
TRADE_OFFER_MINUTES TRADE_WRONG_CODES UNMASK_MINUTES UNPAID_ORDER_DAYS UNPROVED_ACCOUNT_DAYS VISITOR_COOKIE_DAYS
VISIT_DAYS WORKER_SILENCE_SECONDS"""
TOAST_PACE = """FIRST_SECONDS VISIBLE_SECONDS HISTORY_SECONDS LIVE_SECONDS ON_SCREEN ON_PHONE QUEUE HISTORY_A_PAGE
HISTORY_A_VISIT VISIT_MINUTES BURST BURST_SECONDS A_MINUTE MUTE_HOURS"""
METRICS = """sockets topics hub_up frames_total sockets_overflowed_total pushes_published_total pushes_dropped_total
pushes_waiting requests_waiting requests_refused_total orders_paid_total part_up task_age_seconds"""
MESSAGES = "frame dirty many stale cut recheck"


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the syntax trees of the product's modules."""
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    return {path: ast.parse(path.read_text()) for path in paths}


def strings() -> set[str]:
    """Return every text that stands alone in the product's code."""
    nodes = [node for tree in trees().values() for node in ast.walk(tree)]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def salts(tree: ast.Module) -> Iterator[str]:
    """Yield the salts of a module, constants resolved; of one that is put together, its constant beginning."""
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        given = [word.value for word in call.keywords if word.arg == "salt"]
        given += call.args[:1] if ast.unparse(call.func).endswith("salted_hmac") else []
        for one in given:
            part = one.values[0] if isinstance(one, ast.JoinedStr) else one
            part = part.value if isinstance(part, ast.FormattedValue) else part
            part = named[part.id] if isinstance(part, ast.Name) else part
            assert isinstance(part, ast.Constant), f"{ast.unparse(call)}: a salt is a literal"
            yield str(part.value)


def routes(patterns: list[URLPattern | URLResolver], base: str = "") -> Iterator[str]:
    """Yield the site's addresses, with the kind of each variable part and without its name."""
    for one in patterns:
        path = re.sub(r"<(\w+):\w+>", r"<\1>", base + str(one.pattern))
        yield from routes(one.url_patterns, path) if isinstance(one, URLResolver) else [path]


def words(node: object) -> Iterator[str]:
    """Yield the fields, parameters and values of an API description."""
    if isinstance(node, dict):
        yield from node["properties"] if isinstance(node.get("properties"), dict) else ()
        yield from [f"{node['in']}:{node['name']}"] if {"in", "name"} <= set(node) else ()
        yield from (f"={value}" for value in node.get("enum", ()))
        for value in node.values():
            yield from words(value)
    elif isinstance(node, list):
        for value in node:
            yield from words(value)


def missing(frozen: str, found: set[str]) -> list[str]:
    """Return the frozen names that are no longer found."""
    return [name for name in frozen.split() if name not in found]


def test_salts_still_open_what_was_signed():
    assert not missing(SALTS, {salt for tree in trees().values() for salt in salts(tree)})


def test_a_cookie_of_before_still_names_its_visitor(client, db):
    client.cookies["visitor"] = signing.TimestampSigner(salt="marketplace.visitor").sign("f" * 32)
    assert client.get("/cart/").wsgi_request.visitor.key == "f" * 32
    assert {"visitor", "csrftoken", "sessionid"} >= set(client.cookies)


def test_a_mailed_link_of_before_still_opens(client, db):
    token = signing.dumps("gus@example.com", salt="carts.reminders_stop")
    assert client.get(f"/cart/reminders/{token}/").status_code == 200
    invited = cast.product().shop.invitations.create(email="new@example.com", by=cast.person("Ann Owner"))
    assert (
        client.get(f"/desk/invitations/{signing.dumps(invited.pk, salt='marketplace.invitation')}/").status_code != 404
    )
    erased = signing.dumps("gus@example.com", salt="marketplace.erasure")
    assert client.get(f"/privacy/erase/{erased}/").status_code == 200


def test_browsers_find_again_what_they_kept():
    scripts = "\n".join(path.read_text() for path in (ROOT / "static/js").glob("*.js"))
    kept = {word for word in BROWSER.split() if re.search(rf"[\"'`]{re.escape(word)}[\"'`$]", scripts)}
    assert not missing(BROWSER, kept)
    assert {"cart_forget", "cart_left"} <= strings()


def test_addresses_lead_where_they_led():
    assert not missing(ADDRESSES, set(routes(get_resolver().url_patterns)))


def test_the_api_of_carts_keeps_its_fields(client, db):
    described = client.get("/api/carts/openapi.json").json()
    assert not missing(API_OF_CARTS, set(words(described)))
    called = {(path, verb) for path, verbs in described["paths"].items() for verb in verbs}
    kept = {("/api/carts/active", "get"), ("/api/carts/count", "get"), ("/api/carts/update", "post")}
    assert called >= kept | {("/api/carts/{code}", "delete")}


def test_the_api_of_the_leaderboard_keeps_its_fields(client, db):
    cast.paid_order(cast.guest(), (cast.item(), 1))
    answer = client.get("/api/leaderboard").json()
    assert answer["rows"], "a sale counts at once"
    assert not missing(API_OF_LEADERBOARD, {*answer, *answer["rows"][0]})
    assert {*client.get("/api/leaderboard?period=never").json()} == {"error", "field", "code"}


def test_forms_of_an_open_page_are_still_read():
    pages = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    assert not missing(FORMS, set(re.findall(r'\bname="([\w-]+)"', pages)))


def test_topics_of_an_open_page_are_still_served():
    assert not missing(TOPICS, set(topics.registry))


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ({"kind": "subscribe", "tokens": ["card.1:x"], "since": 1.5}, {"tokens": ["card.1:x"], "since": 1.5}),
        ({"kind": "unsubscribe", "topics": ["card.1"]}, {"topics": ["card.1"]}),
        ({"kind": "signal", "topic": "talk.TR-1", "data": "typing"}, {"topic": "talk.TR-1", "data": "typing"}),
        ({"kind": "ping"}, {"asks": True}),
        ({"kind": "pong"}, {"asks": False}),
    ],
)
def test_the_server_understands_an_open_page(said, heard):
    message = protocol.decode(json.dumps(said), 4096)
    assert {name: getattr(message, name) for name in heard} == heard


def test_an_open_page_understands_the_server():
    frame = json.loads(protocol.states({"card.1": "live"}))
    assert frame.pop("at") > 1e9
    assert frame == {"kind": "state", "topics": {"card.1": "live"}}
    states = ["live", "stale", "degraded", "gone", "sign in", "too many", "try later"]
    assert not {*states, "nudge", "html", "signal", "error", "ping", "pong"} - strings()
    numbers = {node.value for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert {1008, 1012, 1013, 4001, 4401, 4429} <= numbers


def test_processes_of_two_releases_understand_each_other():
    nodes = [node for path, tree in trees().items() if "live" in path.parts for node in ast.walk(tree)]
    sent = [pair for node in nodes if isinstance(node, ast.Dict) for pair in zip(node.keys, node.values, strict=True)]
    kinds = {ast.unparse(value) for key, value in sent if key and ast.unparse(key) == "'type'"}
    assert not missing(MESSAGES, {kind.strip("'") for kind in kinds})
    assert {"live-control", "livestall"} <= strings()


def test_workers_do_what_was_queued_before():
    celery.loader.import_default_modules()
    assert not missing(TASKS, set(celery.tasks))
    assert {queue.name for queue in celery.conf.task_queues} >= {"celery", "external"}


def test_tables_keep_their_rows():
    models = apps.get_models(include_auto_created=True)
    assert not missing(TABLES, {model._meta.db_table for model in models})


def test_variables_of_the_environment_are_still_read():
    assert not missing(ENVIRONMENT, strings())
    assert not missing(TOAST_PACE, {text.removeprefix("TOAST_") for text in strings()})


def test_a_path_of_a_gateway_still_leads_to_it(settings):
    settings.PAYMENT_GATEWAY = "marketplace.gateways.test.TestGateway"
    assert gateways.default_gateway().name == "test"


def test_dashboards_find_their_figures():
    names = {name.split(":")[0] for name in figures()}
    assert not missing(METRICS, names), sorted(names)
