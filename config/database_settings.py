"""The connections to Postgres: from a pool of the process, and through PgBouncer if there is one."""

from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from config import servers

SESSION_SETTINGS = {
    # Hot data is in memory: a random read costs hardly more than a sequential one.
    "random_page_cost": "1.1",
    "lock_timeout": "5s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "20s",
}
DIRECT = "direct"  # alias of the connection beside the pooler: for `migrate`, and for locks that a session holds


def read_database_settings(env: Env, pool_max: int) -> dict[str, dict[str, Any]]:
    """Return `DATABASES`.

    With `DATABASE_POOLER_URL`, all work of pages and tasks goes through a pooler in transaction mode, where two
    statements outside a transaction may run in two sessions of Postgres. It refuses start-up options, so `migrate`
    stores the timeouts with the role. Cursors that outlive their statement are off, and Django prepares no statements.
    """
    options = " ".join(f"-c {name}={value}" for name, value in SESSION_SETTINGS.items())
    direct = _parse("DATABASE_URL", servers.database_url())
    direct["OPTIONS"]["options"] = options
    pooler = env.str("DATABASE_POOLER_URL", "")
    default = _parse("DATABASE_POOLER_URL", pooler) | {"DISABLE_SERVER_SIDE_CURSORS": True} if pooler else direct
    # Under ASGI every request has a thread of its own, so connections come from a pool and never outlive a request.
    pool = {"min_size": 2, "max_size": pool_max, "timeout": 5, "max_lifetime": 1800}
    databases = {"default": {**default, "OPTIONS": {**default["OPTIONS"], "pool": pool}}}
    return databases | {DIRECT: direct} if pooler else databases


def _parse(variable: str, address: str) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = {**dj_database_url.parse(address)}
    except ValueError:
        parsed = {}
    if parsed.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{variable} must name a Postgres, like postgresql://user:password@host/name")
    return parsed | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": {**parsed.get("OPTIONS", {})}}
