"""All pages of the site, with one text in every user-written field, for rules that hold on each page."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.urls import NoReverseMatch, reverse

from carts.models import Cart, CartReminder, MailOptOut
from marketplace.accounts.visitors import Shopper
from marketplace.models import Mail, Order, Refund, Shipment, User
from marketplace.orders.order_mails import mail_order_paid, mail_order_shipped, mail_refund
from marketplace.text import model_fields
from tests import cast
from tests.test_access import ACCESS, Stage
from trading.mails import mail_room_events as mail_news
from trading.models import Invitation, Trade

WORDS = (model_fields.LineField, model_fields.NoteField, model_fields.ParagraphsField)
NUMBERED = {"marketplace.Item.sku", "marketplace.Item.label"}


class WholeSite(Stage):
    """A stage after every kind of event: sale, shipment, refund, trade, invitation, abandoned cart."""

    def __init__(self) -> None:
        super().__init__()
        alice, bob = self.people["alice"], self.people["bob"]
        shop, item = self.product.shop, self.product.items.get()
        bobs = Shopper(bob, "0" * 32)
        other = cast.product(stock={"S": 3, "M": 0}, in_shop=shop)
        self.cart_of_bob = Cart.objects.get_or_open(bobs)
        for one in (item, other.items.get(label="S")):
            self.cart_of_bob.add(one.pk)
        self.bought = cast.paid_order(Shopper(bob, "0" * 32), (other.items.get(label="S"), 1), (cast.item(), 1))
        Shipment.objects.send(self.bought, shop, by=alice, carrier="Post", tracking="1Z")
        self.bought.refund(self.bought.lines.exclude(shop=shop), by=alice, reason="Torn")
        self.order = cast.pending_order(bobs, (item, 1))
        self.bargain(alice, bob)
        shop.invitations.create(email="new@example.com", by=alice)
        self.left = CartReminder.objects.create(cart=self.cart, step=1)
        self.left.mail_to("gus@example.com")

    def bargain(self, alice: Any, bob: Any) -> None:
        """Make a room with offers, answers and a deal, and an open one."""
        self.trade.say(by=bob, text="Ripe?")
        self.trade.counter(by=bob, version=1, price=Decimal(4), quantity=2, note="For both.")
        deal = Trade.objects.open_by(alice, title="Pears", price=Decimal(5), quantity=2, description="Sweet.")
        Invitation.objects.redeem(deal.invite(by=alice), by=bob)
        deal = Trade.objects.get(pk=deal.pk)
        deal.counter(by=bob, version=1, price=Decimal(4), quantity=2, note="Why not?")
        deal.decline(by=alice, counter=1, reason="No.")
        deal.amend(by=alice, version=1, price=Decimal(3), quantity=2, description="Very sweet.", reason="Well.")
        deal.accept(by=bob, version=2)
        self.deal = Trade.objects.get(pk=deal.pk)

    def fill(self, text: str) -> None:
        """Put a text into every user-written field, cut to its length; unique fields end with a number."""
        for model in apps.get_models():
            fields = [one for one in model._meta.concrete_fields if isinstance(one, WORDS)]
            fields = [one for one in fields if str(one).split(".")[0] in {"activity", "marketplace", "trading"}]
            for row in model._default_manager.all() if fields else ():
                values = {one.name: _fitting(one, text, row.pk) for one in fields}
                model._default_manager.filter(pk=row.pk).update(**values)

    def lengthen_addresses(self) -> None:
        """Give every user, order and mail an email address of the maximum length."""
        for model, name in [(User, "email"), (EmailAddress, "email"), (Order, "email"), (Mail, "to")]:
            for row in model.objects.all():
                number = f"{row.pk}"
                address = f"{number}{'w' * (64 - len(number))}@{'w' * 63}.{'w' * 63}.{'w' * 50}.example"
                model.objects.filter(pk=row.pk).update(**{name: address})

    def write_mails(self) -> None:
        """Write all mails anew, with the texts as they are now."""
        Mail.objects.exclude(pk=self.mail.pk).delete()
        order = Order.objects.get(pk=self.bought.pk)
        mail_order_paid(order)
        for shipment in order.shipments.all():
            mail_order_shipped(order, shipment)
        for refund in Refund.objects.all():
            mail_refund(order, refund)
        CartReminder.objects.get(pk=self.left.pk).mail_to("gus@example.com")
        self.product.shop.invitations.get().write_mail()
        for seat in Trade.objects.get(pk=self.trade.pk).seats.all():
            steps, _ = seat.unread()
            mail_news(seat, steps, 1)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield (role, URL) of each page, for up to two roles that see different things on it."""
        for name, (method, answers) in ACCESS.items():
            if method != "get" or name.startswith(("marketplace:sitemap", "carts:api", "leaderboard:api")):
                continue
            seers = [role for role in ("bob", "alice", "admin", "guest") if answers[role] == 200]
            for role in seers[:1] if len(seers) > 2 else seers:
                yield role, self.url(name)
        yield from self.more_pages()

    def more_pages(self) -> Iterator[tuple[str, str]]:
        """Yield pages in states that `Stage` does not have."""
        for role in ("bob", "alice"):
            yield role, reverse("trading:room", args=[self.deal.number])
            yield role, reverse("trading:receipt", args=[self.deal.number])
        yield "bob", reverse("marketplace:order", args=[self.bought.number])
        yield "bob", reverse("carts:pay_page", args=[self.deal.order.number if self.deal.order else ""])
        yield "alice", reverse("marketplace:seller_order", args=[self.product.shop.slug, self.bought.number])
        yield "guest", self.left.link
        yield "guest", MailOptOut.objects.link_for("gus@example.com")
        yield "bob", f"{reverse('marketplace:search')}?q=runner"
        for mail in Mail.objects.all():
            yield "guest", reverse("marketplace:outbox_mail", args=[mail.pk])
            if mail.html:
                yield "guest", reverse("marketplace:outbox_mail_html", args=[mail.pk])

    def admin_pages(self) -> Iterator[tuple[str, str]]:
        """Yield the lists of the admin, and in each the page of one row."""
        for model in admin.site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            yield "admin", reverse(f"{name}_changelist")
            row = model._default_manager.first()
            if row and model._meta.app_label in {"activity", "carts", "marketplace", "trading"}:
                try:
                    yield "admin", reverse(f"{name}_change", args=[row.pk])
                except NoReverseMatch:
                    continue


def _fitting(field: models.Field, text: str, pk: int) -> str:
    longest = field.max_length or 5000
    return f"{text[: longest - 8]} {pk}" if field.unique or str(field) in NUMBERED else text[:longest]
