"""An address that can't be mailed is refused where it is typed; one with an IDN is mailed to its own domain."""

import pytest
from django.core import mail as sent
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from marketplace.gateways.fake import PAYS
from marketplace.models import Mail, User
from marketplace.text.email_addresses import to_ascii
from marketplace.text.form_fields import MailAddressField
from tests import cast

UNMAILABLE = [
    "mıke@example.com", "Kelvin\u212a@example.com", "用户@example.com", f"{'a' * 65}@example.com",
    f"a@{'b' * 64}.com", f"a@{'ß' * 60}.de", "a@exa mple.com", "a@b..de", "a@-b.de", "a@example", "a", "@b.de",
    "a@\u200b.de", f"a@{'.'.join(['b' * 60] * 5)}.de", "a\n@b.de", "a@b\u2028.de", "a@xn--.de",
]  # fmt: skip
MAILABLE = {
    "user@straße.de": "user@xn--strae-oqa.de",
    "user@faß.example": "user@xn--fa-hia.example",
    "user@xn--strae-oqa.de": "user@xn--strae-oqa.de",
    "user@ＥＸＡＭＰＬＥ.com": "user@example.com",
    "Bob.Buyer+x@Example.com": "Bob.Buyer+x@Example.com",
    "user@mañana.example": "user@xn--maana-pta.example",
    "a@[127.0.0.1]": "a@[127.0.0.1]",
    f"{'a' * 64}@example.com": f"{'a' * 64}@example.com",
}


@pytest.mark.parametrize("address", UNMAILABLE)
def test_what_cannot_be_mailed_is_refused(address):
    with pytest.raises(ValidationError):
        MailAddressField().clean(address)
    with pytest.raises(ValidationError):
        User._meta.get_field("email").clean(address, None)


@pytest.mark.parametrize(("address", "mailed"), MAILABLE.items())
def test_what_can_be_mailed_goes_to_its_own_domain(address, mailed):
    kept = MailAddressField().clean(address)
    assert to_ascii(kept) == mailed
    assert MailAddressField().clean(kept) == kept


@pytest.mark.django_db
def test_a_mail_leaves_for_the_domain_of_idna_2008():
    Mail.objects.put(key="k", to="user@straße.de", subject="News", text="Here.")
    assert Mail.objects.send_due() == 1
    assert sent.outbox[-1].to == ["user@xn--strae-oqa.de"]
    assert "strasse" not in sent.outbox[-1].message().as_string()


def test_two_spellings_of_a_domain_are_one_address():
    assert (
        len({MailAddressField().clean(f"user@{domain}") for domain in ("straße.de", "STRAẞE.de", "xn--strae-oqa.de")})
        == 1
    )


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["mıke@example.com", f"a@{'ß' * 60}.de", "用户@example.com"])
def test_no_page_takes_an_address_that_cannot_be_mailed(address):
    alice = cast.shop().owner
    desk = Client()
    desk.force_login(alice)
    order = cast.pending_order(cast.member(alice), (cast.item(), 1))
    sign_up = {"email": address, "password1": cast.PASSWORD, "display_name": "New"}
    trade = {"key": cast.key(), "title": "Pears", "price": "1", "quantity": "1", "minutes": "30", "for_email": address}
    payment = {**cast.ADDRESS, "key": cast.key(), "method": PAYS, "email": address}
    posts = [
        (Client(), reverse("account_signup"), sign_up),
        (Client(), reverse("account_reset_password"), {"email": address}),
        (desk, reverse("account_email"), {"email": address, "action_add": ""}),
        (desk, reverse("carts:pay", args=[order.number]), payment),
        (desk, reverse("marketplace:seller_staff", args=[alice.shop.slug]), {"email": address}),
        (desk, reverse("trading:new"), trade),
        (Client(), reverse("marketplace:erase"), {"email": address}),
    ]
    for client, url, form in posts:
        assert client.post(url, form).status_code == 422, url
    with pytest.raises(CommandError, match="--buyer"):
        call_command("open_trade", f"--seller={alice.email}", "--price=1", "--title=x", f"--buyer={address}")
    assert not Mail.objects.exists() and User.objects.count() == 2
