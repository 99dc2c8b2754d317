"""Postgres and Redis for a machine that has neither: servers inside Python packages, started on demand.

The three addresses are pure and start nothing; settings read them. `start()` is for entry points, before anything
connects. A server named by `DATABASE_URL` or `REDIS_URL` is never started or stopped here. The embedded
servers listen on unix sockets only, keep their data in `data_dir()`, are shared by all commands of a clone and stop
with the last of them.

Run as root, both servers run as the user `nobody`, since Postgres refuses root. Where that user cannot come (a clone
below a closed home folder) nobody's folders are opened up: data, sockets and a copy of the programs go to
`/var/tmp/livestall-<hash of the data folder>` instead.
"""

import os

from config.servers import lease, postgres, redis
from config.servers.errors import ServersError
from config.servers.paths import data_dir

__all__ = ["ServersError", "broker_url", "data_dir", "database_url", "redis_url", "start", "stop_if_last"]


def database_url() -> str:
    """Return the address of Postgres: `DATABASE_URL`, else that of the embedded server."""
    return os.environ.get("DATABASE_URL") or postgres.postgres_url()


def redis_url(db: int = 0) -> str:
    """Return the address of Redis database `db`, counted from the one that `REDIS_URL` names."""
    address = redis.with_database(os.environ.get("REDIS_URL") or redis.redis_url(), db)
    return redis.with_password(address, os.environ.get("REDIS_PASSWORD", ""))


def broker_url(db: int = 0) -> str:
    """Return the same address in the form Celery's broker library reads."""
    return redis.as_broker_url(redis_url(db))


def start() -> None:
    """Make sure both servers answer and keep them up while this process lives; safe to call again.

    A server that starts is waited for as long as it works or writes into its log. Raises ServersError with the
    server's own words when one cannot start.
    """
    postgres_and_redis = (("DATABASE_URL", postgres.start_postgres), ("REDIS_URL", redis.start_redis))
    needed = [start_server for variable, start_server in postgres_and_redis if not os.environ.get(variable)]
    if needed:
        lease.take_lease(start=needed, stop=[redis.stop_redis, postgres.stop_postgres])


def stop_if_last() -> None:
    """Give the servers up and stop them if no other command uses them. Runs by itself when the process exits."""
    lease.release_lease()
