"""A fake of Stripe's API in memory, behind Stripe's own library: the few calls that the site makes."""

import json
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import stripe
from django.db import connection

Answer = tuple[str, int, dict[str, str]]
HOUR = 3600


class FakeStripe(stripe.HTTPClient):
    """Keeps sessions, refunds and all requests; fails on demand."""

    name = "provider"

    def __init__(self, hosted: str = "https://checkout.stripe.com/c/pay/") -> None:
        super().__init__()
        self.hosted = hosted
        self.sessions: dict[str, dict[str, Any]] = {}
        self.intents: dict[str, dict[str, Any]] = {}
        self.refunds: list[dict[str, Any]] = []
        self.replays: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        self.in_transaction: list[bool] = []
        self.fail: Callable[[str, str], Answer | None] = lambda method, path: None
        self.lose: Callable[[str, str], bool] = lambda method, path: False
        self.before: Callable[[str, str], object] = lambda method, path: None

    def request(self, method: str, url: str, headers: Any, post_data: Any = None, **options: Any) -> Answer:
        """Answer one request of the library; with an idempotency key the same answer for ever."""
        path = urlsplit(url).path
        self.asked.append((method, path))
        self.in_transaction.append(connection.in_atomic_block)
        if failure := self.fail(method, path):
            return failure
        self.before(method, path)
        key = headers.get("Idempotency-Key", "") if method == "post" else ""
        sent = dict(parse_qsl(post_data if method == "post" else urlsplit(url).query))
        if key not in self.replays or not key:
            self.replays[key] = self._answer(method, path, sent)
        if self.lose(method, path):
            raise stripe.APIConnectionError("the answer was lost")
        return self.replays[key]

    def close(self) -> None:
        """Nothing is open."""

    # Actions of buyers ---------------------------------------------------------------------------------------------

    def pay(self, number: int = -1) -> dict[str, Any]:
        """Have the buyer pay on the page of a session; return the session."""
        session = list(self.sessions.values())[number]
        assert session["status"] == "open"
        return self._complete(session, "paid", "succeeded")

    def promise(self) -> dict[str, Any]:
        """Have the buyer choose a way to pay whose money takes days."""
        return self._complete(list(self.sessions.values())[-1], "unpaid", "processing")

    def charge(self, **given: Any) -> dict[str, Any]:
        """Return the charge of the newest session, as events show it."""
        session = list(self.sessions.values())[-1]
        base = {"object": "charge", "amount": session["amount_total"], "currency": session["currency"]}
        names = {"metadata": session["metadata"], "payment_intent": session["payment_intent"]}
        return {**base, **names, "amount_refunded": 0, **given}

    def give_in_dashboard(self, cents: int) -> dict[str, Any]:
        """Have a part of the newest session's money given back by hand; return its charge, as the event shows it."""
        intent = list(self.sessions.values())[-1]["payment_intent"]
        self.refunds.append({"amount": cents, "payment_intent": intent, "status": "succeeded", "metadata": {}})
        return self.charge(amount_refunded=self.given_back())

    def given_back(self) -> int:
        """Return how many cents went back in all."""
        return sum(one["amount"] for one in self.refunds)

    def _complete(self, session: dict[str, Any], payment_status: str, intent_status: str) -> dict[str, Any]:
        intent = session["payment_intent"] or f"pi_{secrets.token_hex(8)}"
        self.intents[intent] = {"id": intent, "object": "payment_intent", "status": intent_status}
        session.update(status="complete", payment_status=payment_status, payment_intent=intent, url=None)
        return session

    # The API ----------------------------------------------------------------------------------------------------

    def _answer(self, method: str, path: str, sent: dict[str, str]) -> Answer:
        parts = path.removeprefix("/v1/").split("/")
        if parts == ["checkout", "sessions"]:
            return self._open(sent)
        if parts[0] == "refunds":
            return self._give_back(sent) if method == "post" else self._given_back(sent)
        session = self.sessions.get(parts[2])
        if session is None:
            return make_error(404, code="resource_missing")
        if parts[-1] == "expire":
            if session["status"] != "open":
                return make_error(400, message="Only open sessions can be expired.")
            session.update(status="expired", url=None)
        expanded = dict(session)
        if "expand[0]" in sent and session["payment_intent"]:
            expanded["payment_intent"] = self.intents[session["payment_intent"]]
        return make_response(expanded)

    def _open(self, sent: dict[str, str]) -> Answer:
        if int(sent["expires_at"]) < time.time() + HOUR / 2:
            return make_error(400, param="expires_at", message="must be at least 30 minutes from now")
        name = f"cs_test_{secrets.token_hex(16)}"
        self.sessions[name] = {
            "id": name,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": int(sent["line_items[0][price_data][unit_amount]"]),
            "currency": sent["line_items[0][price_data][currency]"],
            "url": f"{self.hosted}{name}",
            "metadata": {key[9:-1]: value for key, value in sent.items() if key.startswith("metadata[")},
            "success_url": sent["success_url"],
            "cancel_url": sent["cancel_url"],
        }
        return make_response(self.sessions[name])

    def _give_back(self, sent: dict[str, str]) -> Answer:
        [session] = [one for one in self.sessions.values() if one["payment_intent"] == sent["payment_intent"]]
        before = sum(one["amount"] for one in self.refunds if one["payment_intent"] == sent["payment_intent"])
        if before >= session["amount_total"]:
            return make_error(400, code="charge_already_refunded")
        if before + int(sent["amount"]) > session["amount_total"]:
            return make_error(400, message="Refund amount is greater than unrefunded amount on charge")
        made = {"object": "refund", "amount": int(sent["amount"]), "payment_intent": sent["payment_intent"]}
        self.refunds.append({**made, "status": "succeeded", "metadata": {"refund": sent.get("metadata[refund]", "")}})
        return make_response(self.refunds[-1])

    def _given_back(self, sent: dict[str, str]) -> Answer:
        found = [one for one in self.refunds if one["payment_intent"] == sent["payment_intent"]]
        return make_response({"object": "list", "data": found, "has_more": False, "url": "/v1/refunds"})


def make_response(body: dict[str, Any], status: int = 200) -> Answer:
    """Return a response of the API."""
    return json.dumps(body), status, {}


def make_error(status: int, **error: str) -> Answer:
    """Return an error response of the API."""
    return make_response({"error": {"type": "invalid_request_error", "message": "No.", **error}}, status)
