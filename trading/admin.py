"""Admin of trades: read-only, with the actions that end a trade."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.admin import ActionsAdmin, AdminAction, HistoryAdmin, ReadOnlyMixin
from trading.forms import ReasonForm
from trading.models import Block, CounterOffer, Invitation, Message, Report, Seat, Trade, TradeEvent, Version


class TradeInline(ReadOnlyMixin, admin.TabularInline):
    """Related rows on the page of a trade."""

    around: tuple[str, ...] = ("by",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows with their related people."""
        return super().get_queryset(request).select_related(*self.around)


class SeatInline(TradeInline):
    """Participants, with their last seen event and last read message."""

    model = Seat
    around = ("user",)
    fields = readonly_fields = ("role", "user", "seen", "read", "read_at")


class VersionInline(TradeInline):
    """Versions of the terms."""

    model = Version
    fields = readonly_fields = ("number", "price", "quantity", "total", "description", "reason", "by", "at")


class CounterOfferInline(TradeInline):
    """Counter-offers of the buyer."""

    model = CounterOffer
    fields = readonly_fields = ("number", "price", "quantity", "total", "note", "status", "at", "answered_at")


class TradeEventInline(TradeInline):
    """The timeline."""

    model = TradeEvent
    around = ("by", "version", "counter")
    fields = readonly_fields = ("number", "kind", "by", "at", "version", "counter", "text")


class MessageInline(TradeInline):
    """Chat messages."""

    model = Message
    fields = readonly_fields = ("number", "by", "text", "at")


@admin.register(Trade)
class TradeAdmin(ReadOnlyMixin, ActionsAdmin):
    """Trades with their versions, messages and events."""

    object_actions = [
        AdminAction("withdraw", "Withdraw for good", Trade.withdraw, form=ReasonForm, confirm=True),
        AdminAction("cut_short", "Expire now", Trade.cut_short, confirm=True),
    ]
    list_display = ["number", "title", "status", "seller", "buyer", "expires_at"]
    list_filter = ["status", "is_offer", ("item", admin.EmptyFieldListFilter), "created_at", "closed_at"]
    list_select_related = ["seller", "buyer", "shop"]
    search_fields = [
        "number", "title", "for_email", "shop__name", "seller__email", "seller__display_name",
        "buyer__email", "buyer__display_name", "order__number",
    ]  # fmt: skip
    search_help_text = "Number, title, shop, order number, or name or email address of either side."
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-pk"]
    view_on_site = False  # only participants can open a room
    fields = [
        "number", "title", "status", "seller", "shop", "buyer", "for_email", "is_offer", "item", "terms", "order",
        "created_at", "expires_at", "closed_at",
    ]  # fmt: skip
    inlines = [SeatInline, TradeEventInline, VersionInline, CounterOfferInline, MessageInline]


@admin.register(Message)
class MessageAdmin(HistoryAdmin):
    """Chat messages of all trades."""

    list_display = ["at", "by", "text", "trade__number"]
    list_filter = ["at"]
    list_select_related = ["by", "trade"]
    search_fields = ["text", "by__email", "by__display_name", "trade__number"]
    search_help_text = "Text, author, or number of a trade."
    date_hierarchy = "at"


@admin.register(TradeEvent)
class TradeEventAdmin(HistoryAdmin):
    """Events of all trades."""

    list_display = ["at", "kind", "by", "text", "trade__number"]
    list_filter = ["kind", "at"]
    list_select_related = ["by", "trade"]
    search_fields = ["text", "by__email", "by__display_name", "trade__number"]
    date_hierarchy = "at"


@admin.register(Version)
class VersionAdmin(HistoryAdmin):
    """Terms of all trades."""

    list_display = ["at", "trade__number", "number", "price", "quantity", "total", "by"]
    list_filter = ["at"]
    list_select_related = ["by", "trade"]
    search_fields = ["trade__number", "description", "by__email"]
    date_hierarchy = "at"


@admin.register(CounterOffer)
class CounterOfferAdmin(HistoryAdmin):
    """Counter-offers in all trades."""

    list_display = ["at", "trade__number", "number", "price", "quantity", "status", "by"]
    list_filter = ["status", "at"]
    list_select_related = ["by", "trade"]
    search_fields = ["trade__number", "note", "by__email"]
    date_hierarchy = "at"


@admin.register(Seat)
class SeatAdmin(HistoryAdmin):
    """Participants of all trades."""

    list_display = ["trade", "role", "user", "seen", "read", "read_at"]
    list_filter = ["role", "read_at"]
    list_select_related = ["user", "trade"]
    search_fields = ["trade__number", "user__email", "user__display_name"]


@admin.register(Invitation)
class InvitationAdmin(HistoryAdmin):
    """Invitations; their codes are not stored."""

    list_display = ["trade", "created_at", "redeemed_at", "redeemed_by", "revoked_at"]
    list_filter = ["created_at", ("redeemed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["trade", "redeemed_by"]
    search_fields = ["trade__number", "redeemed_by__email"]
    date_hierarchy = "created_at"
    fields = ["trade", "created_at", "redeemed_at", "redeemed_by", "revoked_at"]


@admin.register(Report)
class ReportAdmin(ReadOnlyMixin, ActionsAdmin):
    """Reports of participants, with the action to mark them as handled."""

    object_actions = [AdminAction("handle", "Mark as handled", Report.handle)]
    list_display = ["at", "by", "text", "trade__number", "handled_at"]
    list_filter = [("handled_at", admin.EmptyFieldListFilter), "at"]
    list_select_related = ["by", "trade", "handled_by"]
    search_fields = ["text", "by__email", "by__display_name", "trade__number", "trade__title"]
    search_help_text = "Text, reporter, or number or title of the trade."
    date_hierarchy = "at"
    show_full_result_count = False
    ordering = ["-pk"]


@admin.register(Block)
class BlockAdmin(HistoryAdmin):
    """Blocks between people."""

    list_display = ["by", "other", "at"]
    list_filter = ["at"]
    list_select_related = ["by", "other"]
    search_fields = ["by__email", "other__email", "by__display_name", "other__display_name"]
    date_hierarchy = "at"
