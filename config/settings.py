"""Every setting of the site, read from the environment once and checked at start.

`SITE_ORIGINS` is the one that decides most: allowed hosts, trusted form origins, the origin a websocket must
show, and whether the site insists on https (it does as soon as no origin is plain http).
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from babel.core import get_global
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate
from kombu import Queue

from config import servers
from config.beat_schedule import BEAT_SCHEDULE
from config.database_settings import DIRECT, SESSION_SETTINGS, read_database_settings
from config.demo.data.people import DOMAIN, PASSWORD
from config.development_secret import development_secret
from config.live.limits import DEFAULTS
from config.logging_settings import build_logging
from config.mail_settings import read_mail_settings
from config.media_settings import origin_of, read_media_url
from config.release import hash_code
from config.renamed_settings import read_old_names
from config.servers.programs import find_postgres_program
from config.toast_settings import OTHER_BUYERS, PACE

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
read_old_names(os.environ)

# Where the site lives ---------------------------------------------------------------------------------------

SITE_NAME = env.str("SITE_NAME", "Livestall")
SITE_ORIGINS: list[str] = [
    origin.strip().rstrip("/")
    for origin in env.list("SITE_ORIGINS", ["http://localhost:8000", "http://127.0.0.1:8000"])
]
for _origin in SITE_ORIGINS:
    _parts = urlsplit(_origin)
    if _parts.scheme not in {"http", "https"} or not _parts.hostname or _parts.path or _parts.query:
        raise ImproperlyConfigured(f"SITE_ORIGINS: {_origin!r} is not an origin like https://shop.example")
_hosts = {urlsplit(origin).hostname or "" for origin in SITE_ORIGINS}
IS_LOCAL = _hosts <= {"localhost", "127.0.0.1", "::1"}
IS_HTTPS = all(origin.startswith("https://") for origin in SITE_ORIGINS)

ALLOWED_HOSTS = sorted(_hosts)
CSRF_TRUSTED_ORIGINS = SITE_ORIGINS
DATA_DIR = servers.data_dir()

SECRET_KEY = env.str("SECRET_KEY", None) or development_secret(DATA_DIR, is_local=IS_LOCAL)
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
DEBUG = env.bool("DEBUG", False)

# Applications -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "config",
    "config.demo",
    "marketplace",
    "carts",
    "activity",
    "leaderboard",
    "trading",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "channels",
    "csp",
    "django_htmx",
    "servestatic",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "marketplace.web.json_errors.json_errors",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "marketplace.web.admin_requests.RefuseOddAdminRequests",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Synchronous and last, so that all between static files and the views runs in one thread hop instead of two each.
    "marketplace.operations.maintenance.MaintenanceMiddleware",
    "marketplace.web.loopback.LoopbackMiddleware",
    "marketplace.accounts.visitors.VisitorMiddleware",
    "carts.middleware.CartSessionMiddleware",
    "marketplace.accounts.middleware.RefusedForms",
    "marketplace.web.action_pages.ActionPageMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Every page may print a time, and none should have to remember the zone.
            "builtins": ["marketplace.templatetags.times"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.web.context_processors.site_context",
            ],
        },
    }
]

# Storage ----------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DB_POOL_MAX = env.int("DB_POOL_MAX", 10, validate=validate.Range(min=2, max=200))
DATABASES = read_database_settings(env, DB_POOL_MAX)
FIND_POSTGRES_PROGRAM = find_postgres_program
DATABASE_DIRECT, DATABASE_SESSION_SETTINGS = DIRECT, SESSION_SETTINGS
# Processes of two releases, side by side during an update, do not read each other's cache.
RELEASE = hash_code(BASE_DIR)
# Several sites in one Redis need a prefix each: channels of pub/sub ignore the number of the database.
REDIS_PREFIX = env.str("REDIS_PREFIX", "livestall", validate=validate.Regexp(r"[A-Za-z0-9_-]{1,40}\Z"))
REDIS_SOCKET = {"socket_timeout": 15, "socket_connect_timeout": 1}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": servers.redis_url(0), **REDIS_SOCKET}], "prefix": REDIS_PREFIX},
    }
}
CACHES = {
    "default": {
        "BACKEND": "marketplace.cache.backend.FailOpenRedisCache",
        "LOCATION": servers.redis_url(1),
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        "KEY_PREFIX": REDIS_PREFIX,
        "KEY_FUNCTION": "marketplace.cache.backend.name_key",
        "VERSION": RELEASE,
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
# Beside the database, for the restoring of a backup: it names nobody.
ERASURES_FILE = DATA_DIR / "erasures.jsonl"
# Hosts share uploads through a bucket. Its credentials are in the variables that Amazon's own programs read.
MEDIA_BUCKET = env.str("MEDIA_BUCKET", "")
MEDIA_URL = read_media_url(env, MEDIA_BUCKET)
# Uploaded pictures belong to the proxy in front, or to the bucket; a local site has none and serves them itself.
SERVE_MEDIA = env.bool("SERVE_MEDIA", IS_LOCAL and not MEDIA_BUCKET)
_bucket = {"bucket_name": MEDIA_BUCKET, "endpoint_url": env.str("MEDIA_ENDPOINT", "") or None}
STORAGES = {
    "default": {"BACKEND": "marketplace.pictures.bucket_storage.BucketStorage", "OPTIONS": _bucket}
    if MEDIA_BUCKET
    else {"BACKEND": "marketplace.pictures.storage.MediaStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static_storage.StaticStorage"
    },
}
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = DEBUG
# Files of the version before too: pages of it are still open, or on their way.
SERVESTATIC_USE_MANIFEST = False

# People -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "marketplace.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "marketplace:home"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "marketplace.accounts.allauth_adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "marketplace.forms.SignupForm"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Email domain and password of the demo. Everybody knows them, so they work on this machine only.
DEMO_SIGN_IN = (DOMAIN, PASSWORD)
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
# An address has to be proved before it opens an account; only then can a sign-up keep to itself who has one already.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
# So many in a time, by address of the browser (ip), account (user) or email address (key).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/h/key",
    "confirm_email": "1/3m/key",
}
# Requests that anybody can make, and the seconds they are counted over: by network, and mails by their recipient.
RATE_LIMITS = {"mail": (10, 3600), "order_link": (30, 600), "erase": (20, 600)}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <hello@livestall.example>")
globals().update(read_mail_settings(env, DATA_DIR / "mail", is_local=IS_LOCAL))
MAIL_DAYS = env.int("MAIL_DAYS", 30, validate=validate.Range(min=1, max=365))
MAIL_SECRET_HOURS = env.int("MAIL_SECRET_HOURS", 24, validate=validate.Range(min=1, max=72))
UNPAID_ORDER_DAYS = env.int("UNPAID_ORDER_DAYS", 30, validate=validate.Range(min=1, max=3650))
UNVERIFIED_ACCOUNT_DAYS = env.int("UNVERIFIED_ACCOUNT_DAYS", 30, validate=validate.Range(min=4, max=3650))
VISIT_DAYS = env.int("VISIT_DAYS", 400, validate=validate.Range(min=62, max=3650))
ORDER_LINK_DAYS = env.int("ORDER_LINK_DAYS", 90, validate=validate.Range(min=1, max=3650))

VISITOR_COOKIE_DAYS = env.int("VISITOR_COOKIE_DAYS", 365, validate=validate.Range(min=1, max=3650))

# Security ---------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
# Small at first: browsers keep to it for the whole time, even if https has to be given up.
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 3600 if IS_HTTPS else 0, validate=validate.Range(min=0))
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)
# Both are promises for other sites of the domain, and hardly to be taken back: a decision, not a fault.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Only a proxy that overwrites the header may be trusted with it.
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *origin_of(MEDIA_URL)],
        "font-src": [SELF],
        "connect-src": [SELF, *(origin.replace("http", "ws", 1) for origin in SITE_ORIGINS)],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# Time, language, money --------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = env.str("TIME_ZONE", "UTC")
CURRENCY = env.str("CURRENCY", "EUR").strip().upper()
_tender = {
    code for used in get_global("territory_currencies").values() for code, _, end, legal in used if legal and not end
}
if CURRENCY not in _tender:
    raise ImproperlyConfigured(f"CURRENCY: {CURRENCY!r} is not the code of a currency in use, like EUR or JPY")

# Rules of trade (.github/SETTINGS.md describes each) --------------------------------------------------------

HOLD_MINUTES = env.int("HOLD_MINUTES", 15, validate=validate.Range(min=1, max=120))
HOLD_WARNING_MINUTES = env.int("HOLD_WARNING_MINUTES", 2, validate=validate.Range(min=1, max=60))
HOLD_COOL_OFF_MINUTES = env.int("HOLD_COOL_OFF_MINUTES", 10, validate=validate.Range(min=0, max=120))
HOUSEHOLD_SHARE = env.int("HOUSEHOLD_SHARE", 50, validate=validate.Range(min=1, max=100))
DEAL_HOLD_MINUTES = env.int("DEAL_HOLD_MINUTES", 30, validate=validate.Range(min=1, max=1440))
MAX_LINE_QUANTITY = env.int("MAX_LINE_QUANTITY", 20, validate=validate.Range(min=1, max=1000))
MAX_CART_LINES = env.int("MAX_CART_LINES", 50, validate=validate.Range(min=1, max=500))
TRADE_MIN_MINUTES = env.int("TRADE_MIN_MINUTES", 2, validate=validate.Range(min=1))
TRADE_MINUTES = env.int("TRADE_MINUTES", 30, validate=validate.Range(min=TRADE_MIN_MINUTES))
TRADE_MAX_MINUTES = env.int("TRADE_MAX_MINUTES", 10_080, validate=validate.Range(min=TRADE_MINUTES, max=525_600))
TRADE_OFFER_MINUTES = env.int("TRADE_OFFER_MINUTES", 1440, validate=validate.Range(min=1))
TRADE_MAX_UNITS = env.int("TRADE_MAX_UNITS", 1000, validate=validate.Range(min=1, max=1_000_000))
TRADE_MAX_VERSIONS = env.int("TRADE_MAX_VERSIONS", 50, validate=validate.Range(min=2, max=1000))
TRADE_MAX_OFFERS = env.int("TRADE_MAX_OFFERS", 20, validate=validate.Range(min=1, max=1000))
TRADE_LINES_PER_MINUTE = env.int("TRADE_LINES_PER_MINUTE", 60, validate=validate.Range(min=1))
TRADE_MAIL_SECONDS = env.int("TRADE_MAIL_SECONDS", 60, validate=validate.Range(min=1, max=86_400))
TRADE_MAIL_PAUSE_MINUTES = env.int("TRADE_MAIL_PAUSE_MINUTES", 30, validate=validate.Range(min=1, max=10_080))
TRADE_WRONG_CODES = env.int("TRADE_WRONG_CODES", 20, validate=validate.Range(min=1))
LOW_STOCK = env.int("LOW_STOCK", 5, validate=validate.Range(min=1))
MEDIUM_STOCK = env.int("MEDIUM_STOCK", 20, validate=validate.Range(min=LOW_STOCK))
NEW_VIEWERS_PER_HOUR = env.int("NEW_VIEWERS_PER_HOUR", 1000, validate=validate.Range(min=1))
NEW_TOAST_VISITORS_PER_HOUR = env.int("NEW_TOAST_VISITORS_PER_HOUR", 1000, validate=validate.Range(min=1))
NEW_VISITORS_PER_HOUR = env.int("NEW_VISITORS_PER_HOUR", 1000, validate=validate.Range(min=1))
NEW_REMINDERS_PER_HOUR = env.int("NEW_REMINDERS_PER_HOUR", 60, validate=validate.Range(min=1))
NETWORK_GROWTH = env.int("NETWORK_GROWTH", 3, validate=validate.Range(min=1))
PRODUCTS_PER_PAGE = env.int("PRODUCTS_PER_PAGE", 24, validate=validate.Range(min=1, max=40))
PICTURES_PER_PRODUCT = env.int("PICTURES_PER_PRODUCT", 8, validate=validate.Range(min=1, max=30))
PICTURES_PER_HOUR = env.int("PICTURES_PER_HOUR", 300, validate=validate.Range(min=1))
PICTURE_UPLOADS_AT_ONCE = env.int("PICTURE_UPLOADS_AT_ONCE", 4, validate=validate.Range(min=1, max=100))
PICTURE_MEGABYTES = env.int("PICTURE_MEGABYTES", 8, validate=validate.Range(min=1, max=100))
PICTURE_MEGAPIXELS = env.int("PICTURE_MEGAPIXELS", 50, validate=validate.Range(min=1, max=200))
PAYMENT_GATEWAY = env.str("PAYMENT_GATEWAY", "") or "test"
# Both stay set until the last payment through Stripe is settled, even if new ones use another gateway.
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", "")
for _name, _secret, _form in [
    ("STRIPE_SECRET_KEY", STRIPE_SECRET_KEY, r"(sk|rk)_(test|live)_\w+"),
    ("STRIPE_WEBHOOK_SECRET", STRIPE_WEBHOOK_SECRET, r"whsec_[\w+/=]+"),
]:
    _is_needed = PAYMENT_GATEWAY == "stripe" or STRIPE_SECRET_KEY or STRIPE_WEBHOOK_SECRET
    if _is_needed and not re.fullmatch(_form, _secret):
        raise ImproperlyConfigured(f"{_name} must be set for Stripe, and read like {_form}")
# `marketplace.gateways.test` is the path of the release before.
_is_play_money = PAYMENT_GATEWAY in {
    "test",
    *(f"marketplace.gateways.{one}.TestGateway" for one in ("fake", "test")),
} or (PAYMENT_GATEWAY == "stripe" and "_test_" in STRIPE_SECRET_KEY[:8])
if _is_play_money and not (IS_LOCAL or env.bool("ALLOW_PLAY_MONEY", False)):
    raise ImproperlyConfigured(
        "PAYMENT_GATEWAY must take real money, because SITE_ORIGINS names a site that others can reach: with test "
        "cards, anybody gets goods for nothing. ALLOW_PLAY_MONEY=true starts the site all the same"
    )
if STRIPE_SECRET_KEY:
    # The payment form is answered with a redirect to Stripe's page: browsers count it as a target of the form.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = [SELF, "https://checkout.stripe.com"]
DELIVERED_AFTER_DAYS = env.int("DELIVERED_AFTER_DAYS", 14, validate=validate.Range(min=1, max=365))
PAYMENT_SWEEP_SECONDS = env.int("PAYMENT_SWEEP_SECONDS", 60, validate=validate.Range(min=5))
ACTIVITY_HOURS = env.int("ACTIVITY_HOURS", 48, validate=validate.Range(min=1, max=48))
# `config/toast_settings.py` names each with its default and meaning.
TOAST_PACE = {name: env.int(f"TOAST_{name}", default, validate=validate.Range(min=1)) for name, default in PACE.items()}
TOAST_OTHER_BUYERS = env.int("TOAST_OTHER_BUYERS", OTHER_BUYERS, validate=validate.Range(min=1))
CART_ACTIVE_MINUTES = env.int("CART_ACTIVE_MINUTES", 10, validate=validate.Range(min=1, max=1440))
CART_ABANDONED_MINUTES = env.int(
    "CART_ABANDONED_MINUTES", 30, validate=validate.Range(min=CART_ACTIVE_MINUTES, max=43_200)
)
UNMASK_MINUTES = env.int("UNMASK_MINUTES", 15, validate=validate.Range(min=1, max=1440))
CARTS_PER_PAGE = env.int("CARTS_PER_PAGE", 20, validate=validate.Range(min=1, max=100))
CART_REMINDER_HOURS: list[int] = env.list("CART_REMINDER_HOURS", [1, 24, 72], subcast=int)
CART_QUIET_HOURS: list[int] = env.list("CART_QUIET_HOURS", [21, 8], subcast=int)
if not CART_REMINDER_HOURS or sorted({hours for hours in CART_REMINDER_HOURS if hours > 0}) != CART_REMINDER_HOURS:
    raise ImproperlyConfigured("CART_REMINDER_HOURS must be hours that rise, like 1,24,72")
if len(CART_QUIET_HOURS) != 2 or not all(0 <= hour <= 23 for hour in CART_QUIET_HOURS):
    raise ImproperlyConfigured("CART_QUIET_HOURS must be two hours of the day, like 21,8")
CART_LINK_DAYS = env.int("CART_LINK_DAYS", 14, validate=validate.Range(min=1, max=365))
# What desks count reaches back for 30 days.
CART_DAYS = env.int("CART_DAYS", 90, validate=validate.Range(min=31, max=3650))
CART_COPY_DAYS = env.int("CART_COPY_DAYS", 7, validate=validate.Range(min=1, max=30))

# Overload: requests at work in one process, and how many may wait in line for how many seconds ---------------

# The pool's other connections serve sockets.
GATE_MAX_REQUESTS = env.int("GATE_MAX_REQUESTS", max(DB_POOL_MAX - 4, 1), validate=validate.Range(min=1))
GATE_MAX_WAITING = env.int("GATE_MAX_WAITING", 1000, validate=validate.Range(min=0))
GATE_WAIT_SECONDS = env.int("GATE_WAIT_SECONDS", 20, validate=validate.Range(min=1, max=120))

# Calls to the payment provider, outside the gate: how many at once, and for how many seconds a page waits for one.
GATEWAY_MAX_CALLS = env.int("GATEWAY_MAX_CALLS", 8, validate=validate.Range(min=1, max=1000))
GATEWAY_WAIT_SECONDS = env.int("GATEWAY_WAIT_SECONDS", 4, validate=validate.Range(min=1, max=20))

# A web process whose event loop stalls is ended, so that it can be started again.
WATCHDOG = env.bool("WATCHDOG", True)

# Limits of the live updates: `config/live/limits.py` lists each with its default and meaning.
for _limit in DEFAULTS.keys() & os.environ.keys():
    globals()[_limit] = env.float(_limit, validate=validate.Range(min=0))

# Tasks ------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = servers.broker_url(2)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# With the default prefix the queues have no prefix, as in earlier releases: workers of both serve them in an update.
_queue_prefix = "" if REDIS_PREFIX == "livestall" else f"{REDIS_PREFIX}:"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 120, "global_keyprefix": _queue_prefix, **REDIS_SOCKET}
CELERY_ACCEPT_CONTENT, CELERY_TASK_SERIALIZER, CELERY_RESULT_SERIALIZER = ["json"], "json", "json"
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A mail server or payment provider may keep a task waiting for a minute. Tasks that talk to one have their own queue,
# and should have their own worker: `worker --queues external` beside `worker --queues celery`.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("external")]
CELERY_TASK_ROUTES = {name: {"queue": "external"} for name in ("marketplace.send_mail", "marketplace.finish_payments")}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# Monitoring ---------------------------------------------------------------------------------------------------

WORKER_SILENCE_SECONDS = env.int("WORKER_SILENCE_SECONDS", 60, validate=validate.Range(min=15))
# Written by each heartbeat of a worker, for the health check of its container.
WORKER_HEARTBEAT_FILE = env.str("WORKER_HEARTBEAT_FILE", "")
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
LOG_FORMAT = env.str("LOG_FORMAT", "text", validate=validate.OneOf(["text", "json"]))
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]))
LOGGING = build_logging(LOG_FORMAT, LOG_LEVEL)

env.seal()
