"""Environment variables with a new name: the old name is read for one more release, with a warning."""

import warnings
from collections.abc import MutableMapping

RENAMED = {
    "CROWD_GROWTH": "NETWORK_GROWTH",
    "GATE_AT_WORK": "GATE_MAX_REQUESTS",
    "GATE_IN_LINE": "GATE_MAX_WAITING",
    "GATE_PATIENCE": "GATE_WAIT_SECONDS",
    "GATEWAY_AT_ONCE": "GATEWAY_MAX_CALLS",
    "GATEWAY_PATIENCE": "GATEWAY_WAIT_SECONDS",
    "LIVE_CROWD_SECONDS": "LIVE_SHARED_SECONDS",
    "PICTURES_AN_HOUR": "PICTURES_PER_HOUR",
    "TOAST_A_MINUTE": "TOAST_PER_MINUTE",
    "TOAST_HISTORY_A_PAGE": "TOAST_HISTORY_PER_PAGE",
    "TOAST_HISTORY_A_VISIT": "TOAST_HISTORY_PER_VISIT",
    "TRADE_LEAST_MINUTES": "TRADE_MIN_MINUTES",
    "TRADE_LINES_A_MINUTE": "TRADE_LINES_PER_MINUTE",
    "TRADE_MOST_MINUTES": "TRADE_MAX_MINUTES",
    "TRADE_MOST_OFFERS": "TRADE_MAX_OFFERS",
    "TRADE_MOST_UNITS": "TRADE_MAX_UNITS",
    "TRADE_MOST_VERSIONS": "TRADE_MAX_VERSIONS",
    "UNPROVED_ACCOUNT_DAYS": "UNVERIFIED_ACCOUNT_DAYS",
}
"""Old name to new name. Remove an entry one release after it was added."""


def read_old_names(environ: MutableMapping[str, str]) -> None:
    """Copy the values of old names to the new ones, with a warning for each; a new name that is set wins."""
    for old, new in RENAMED.items():
        if old in environ:
            environ.setdefault(new, environ[old])
            warnings.warn(f"{old} is now {new}. The old name works in this release only.", FutureWarning, stacklevel=2)
