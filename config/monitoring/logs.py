"""Log lines: readable or JSON, each with its request id, none with personal data."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from config.monitoring import secret_paths
from config.monitoring.request_id import request_id
from config.monitoring.secret_paths import WITHHELD

# Fields of `extra` that a line includes; others may hold personal data.
CONTEXT_FIELDS = ("order", "payment", "task", "status_code")

# Postgres quotes the row that broke a rule: names, addresses and all.
_ROW = re.compile(r"DETAIL:.*?(?=\n(?:HINT|CONTEXT|QUERY|LOCATION): |\n\n(?:The above|During handling)|\Z)", re.DOTALL)
_WORD = re.compile(r"[^\s\"'<>()=,;:/]+")


def redact_personal_data(text: str) -> str:
    """Return `text` without email addresses, rows that the database quotes, and secrets of links."""
    return secret_paths.redact_secrets(_WORD.sub(_redact_address, _ROW.sub(f"DETAIL: {WITHHELD}", text)))


def _redact_address(found: re.Match[str]) -> str:
    """Return a word, redacted if it holds an email address.

    One expression for the whole address would try each `@` with each dot: a path of 4,000 `@` took two minutes.
    """
    word = found[0].rstrip(".")
    sign = word.find("@", 1)
    is_address = sign > 0 and "." in word[sign + 2 :]
    return WITHHELD + found[0][len(word) :] if is_address else found[0]


def line_context(record: logging.LogRecord) -> dict[str, Any]:
    """Return the subject of a line: the request, an order, a payment."""
    known = {"request": request_id.get(), **{name: getattr(record, name, None) for name in CONTEXT_FIELDS}}
    return {name: value for name, value in known.items() if value not in (None, "")}


class TextLines(logging.Formatter):
    """Lines for people."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}{about}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and a traceback if there is one."""
        words = " ".join(f"{name}={value}" for name, value in line_context(record).items())
        record.about = f" [{words}]" if words else ""
        return redact_personal_data(super().format(record))


class JsonLines(logging.Formatter):
    """Lines for programs: one JSON object each; `error` is the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact_personal_data(record.getMessage()),
            **line_context(record),
        }
        if record.exc_info:
            line["error"] = redact_personal_data(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)
