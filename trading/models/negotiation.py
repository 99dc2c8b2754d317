"""The actions of a negotiation: `trade.accept(by=..., version=...)` and its like, bound to `Trade` as methods.

Each action locks the row of its trade, checks `rules.RULES`, and records one event in the timeline.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.db import transaction
from django.db.models import F

from marketplace.errors import Refused
from marketplace.models import Order
from trading import rules
from trading.errors import Closed, NotYours, TermsChanged, TimeIsUp
from trading.invitation_codes import code_digest, new_code
from trading.models.counter_offer import CounterOffer
from trading.models.expiry import push_trades
from trading.models.trade_event import TradeEvent
from trading.models.version import Version
from trading.rules import END_MESSAGES, Role, Status
from trading.terms import require_valid_terms, word_changes

if TYPE_CHECKING:
    from marketplace.models import User
    from trading.models.trade import Trade

P = ParamSpec("P")
T = TypeVar("T")
Action = Callable[Concatenate["Trade", P], T]
Kind = TradeEvent.Kind


def locked_action(
    name: str, *, first: Callable[["Trade"], None] | None = None
) -> Callable[[Action[P, T]], Action[P, T]]:
    """Make a function an action of `rules.RULES`: in one transaction, on the locked and fresh row of the trade.

    The action takes the keyword `by`, the acting user. `first` takes the locks that come before those of trades. The
    action raises `NotYours`, `Closed` or `TimeIsUp`. A trade found to be overdue expires at once, without the sweep.
    """

    def decorate(act: Action[P, T]) -> Action[P, T]:
        @wraps(act)
        def run(trade: "Trade", /, *args: P.args, **kwargs: P.kwargs) -> T:
            by = cast("User", kwargs["by"])
            try:
                with transaction.atomic():
                    if first:
                        first(trade)
                    fresh = trade.lock()
                    require_allowed(fresh, by, name)
                    return act(fresh, *args, **kwargs)
            except TimeIsUp:
                trade.expire()
                raise

        return run

    return decorate


def require_allowed(trade: "Trade", user: "User", action: str) -> None:
    """Raise unless the user may take the action on the locked trade, at its `moment`."""
    roles, statuses = rules.RULES[action]
    role = trade.role_of(user) or (Role.STAFF if user.is_staff else None)
    if role not in roles:
        raise NotYours("Only the other side can do this.", code="role")
    if not trade.is_open:
        raise Closed(END_MESSAGES[Status(trade.status)], code="closed")
    if trade.moment >= trade.expires_at:
        raise TimeIsUp(END_MESSAGES[Status.EXPIRED], code="expired")
    if trade.status not in statuses:
        raise Closed("This isn’t possible at this stage of the trade.", code="closed")


def require_version(trade: "Trade", seen: int) -> None:
    """Raise `TermsChanged` unless the current terms are the version that the user has seen."""
    if seen != trade.terms_now.number:
        raise TermsChanged(seen)


# Events and versions ------------------------------------------------------------------------------------------------


def record_event(
    trade: "Trade",
    kind: TradeEvent.Kind,
    *,
    by: "User | None",
    text: str = "",
    version: Version | None = None,
    counter: CounterOffer | None = None,
    **changes: Any,
) -> None:
    """Change the locked trade, record one event in its timeline, and push both to the open pages that show it."""
    unchanged = type(trade).objects.filter(pk=trade.pk, revision=trade.revision, status=trade.status)
    if not unchanged.update(revision=F("revision") + 1, **changes):
        raise Closed("Somebody else was faster. Look again.", code="closed")
    now = trade.moment
    trade.refresh_from_db()
    trade.moment = now
    trade.events.create(number=trade.revision, kind=kind, by=by, at=now, text=text, version=version, counter=counter)
    if by:
        # The actor has seen the event, unless they have missed an earlier one.
        trade.seats.filter(user=by, seen=trade.revision - 1).update(seen=trade.revision)
    trade.seats.exclude(user=by).record_unmailed(now)
    push_trades([trade])


def record_end(
    trade: "Trade", kind: TradeEvent.Kind, status: Status, *, by: "User", text: str = "", **changes: Any
) -> None:
    """Close the trade for good, and record the event that ended it."""
    record_event(trade, kind, by=by, text=text, status=status, closed_at=trade.moment, **changes)


def create_first_version(
    trade: "Trade", price: Decimal, quantity: int, description: str, *, by: "User", opened_by: "User | None" = None
) -> None:
    """Give a new trade its first terms."""
    version = create_version(trade, price, quantity, description, by=by)
    record_event(trade, Kind.CREATED, by=opened_by or by, version=version, terms=version)


def create_version(
    trade: "Trade", price: Decimal, quantity: int, description: str, *, by: "User", reason: str = ""
) -> Version:
    """Return a new version of the terms; the trade does not point to it yet."""
    require_valid_terms(price, quantity)
    before = trade.terms
    version = trade.versions.create(
        number=before.number + 1 if before else 1,
        price=price,
        quantity=quantity,
        description=description,
        words=word_changes(before.description, description) if before else None,
        reason=reason,
        by=by,
        at=trade.moment,
    )
    version.refresh_from_db()
    return version


def lock_deal(trade: "Trade") -> None:
    """Lock stock and purchase limits. They come before the row of the trade; see `Deal.lock`."""
    if trade.buyer_id:
        trade.deal().lock()


# Actions ------------------------------------------------------------------------------------------------------------


@locked_action("accept", first=lock_deal)
def accept(trade: "Trade", *, by: "User", version: int) -> Order:
    """Accept this version of the terms; return the order at its price, with stock held until the payment deadline.

    Raises `TermsChanged` if the terms have changed, and `CheckoutRefused` with the number left if stock is too low.
    The trade is unchanged then.
    """
    require_version(trade, version)
    order = trade.deal().place(hold=timedelta(minutes=settings.DEAL_HOLD_MINUTES))
    record_end(trade, Kind.ACCEPTED, Status.ACCEPTED, by=by, version=trade.terms, order=order)
    return order


@locked_action("reject")
def reject(trade: "Trade", *, by: "User", reason: str = "") -> None:
    """Reject the offer for good, as its buyer."""
    record_end(trade, Kind.REJECTED, Status.REJECTED, by=by, text=reason)


@locked_action("withdraw")
def withdraw(trade: "Trade", *, by: "User", reason: str = "") -> None:
    """Withdraw the offer for good, as its seller or as platform staff."""
    record_end(trade, Kind.WITHDRAWN, Status.WITHDRAWN, by=by, text=reason)


@locked_action("amend")
def amend(
    trade: "Trade", *, by: "User", version: int, price: Decimal, quantity: int, description: str, reason: str = ""
) -> Version:
    """Propose new terms, based on those of a version. The deadline stays; an open counter-offer is replaced.

    Raises `TermsChanged` when another page of the seller was faster, and `Refused` when nothing would change.
    """
    require_version(trade, version)
    terms = trade.terms_now
    if (price, quantity, description) == (terms.price, terms.quantity, terms.description):
        raise Refused("These are the terms already.", field="price", code="unchanged")
    # A room shows all versions, and each costs time and space there.
    most = settings.TRADE_MAX_VERSIONS
    if trade.versions.count() >= most:
        raise Refused(
            f"You have changed the terms {most - 1} times. Wait for the buyer’s decision, or withdraw the offer.",
            code="too_many",
        )
    fresh = create_version(trade, price, quantity, description, by=by, reason=reason)
    replace_counter_offer(trade)
    record_event(trade, Kind.AMENDED, by=by, version=fresh, terms=fresh, text=reason)
    return fresh


@locked_action("counter")
def counter(trade: "Trade", *, by: "User", version: int, price: Decimal, quantity: int, note: str = "") -> CounterOffer:
    """Make a counter-offer to a version of the terms. It replaces an open one.

    Raises `TermsChanged` when the terms have changed, and `Refused` when they are the same as the current terms.
    """
    require_version(trade, version)
    require_valid_terms(price, quantity)
    terms = trade.terms_now
    if (price, quantity) == (terms.price, terms.quantity):
        raise Refused("These are the current terms. Accept them instead.", field="price", code="unchanged")
    number, most = trade.counter_offers.count() + 1, settings.TRADE_MAX_VERSIONS
    if number > most:
        raise Refused(f"You have made {most} counter-offers. Accept the terms or reject them.", code="too_many")
    replace_counter_offer(trade)
    counter_offer = trade.counter_offers.create(
        number=number, price=price, quantity=quantity, note=note, by=by, at=trade.moment
    )
    record_event(trade, Kind.COUNTERED, by=by, counter=counter_offer, text=note)
    return counter_offer


@locked_action("apply")
def apply(trade: "Trade", *, by: "User", counter: int) -> Version:
    """Make the buyer's counter-offer the terms; the buyer still has to accept them.

    Raises `Closed` when the counter-offer is no longer open.
    """
    answered = answer_counter_offer(trade, counter, CounterOffer.Status.APPLIED)
    fresh = create_version(trade, answered.price, answered.quantity, trade.terms_now.description, by=by)
    record_event(trade, Kind.APPLIED, by=by, counter=answered, version=fresh, terms=fresh)
    return fresh


@locked_action("decline")
def decline(trade: "Trade", *, by: "User", counter: int, reason: str = "") -> None:
    """Decline a counter-offer; the terms stay. Raises `Closed` when the counter-offer is no longer open."""
    answered = answer_counter_offer(trade, counter, CounterOffer.Status.DECLINED)
    record_event(trade, Kind.DECLINED, by=by, counter=answered, text=reason)


@locked_action("invite")
def invite(trade: "Trade", *, by: "User") -> str:
    """Return a new invitation code for one buyer and revoke the one before. Only the digest of the code is kept."""
    code = new_code()
    trade.invitations.open().update(revoked_at=trade.moment)
    trade.invitations.create(digest=code_digest(code))
    return code


@locked_action("cut_short")
def cut_short(trade: "Trade", *, by: "User") -> None:
    """Let the trade expire now, as platform staff."""
    type(trade).objects.filter(pk=trade.pk).update(expires_at=trade.moment)
    type(trade).objects.expire_locked([trade], by=by)


def replace_counter_offer(trade: "Trade") -> None:
    """Mark an open counter-offer as replaced."""
    trade.counter_offers.open().update(status=CounterOffer.Status.REPLACED, answered_at=trade.moment)


def answer_counter_offer(trade: "Trade", number: int, answer: CounterOffer.Status) -> CounterOffer:
    """Mark the open counter-offer of this number as answered, and return it as it was."""
    open_one = trade.counter_offers.open().filter(number=number).first()
    if open_one is None:
        raise Closed("This counter-offer was answered or replaced already.", code="answered")
    trade.counter_offers.filter(pk=open_one.pk).update(status=answer, answered_at=trade.moment)
    return open_one
