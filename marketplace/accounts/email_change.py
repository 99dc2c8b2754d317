"""Change of an account's email address by the site's staff."""

import uuid

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from marketplace.errors import Refused
from marketplace.models import Mail, User
from marketplace.models.users import is_address_taken

ADDRESS_TAKEN = "Another account has this address."


@transaction.atomic
def change_email(user: User, email: str) -> None:
    """Give an account another address. The old address can no longer sign in.

    All sessions end, and both addresses get a mail. The new address still has to be verified, by the next sign-in or a
    password reset. Raises `Refused` if another account has the address.
    """
    email = email.lower()
    # Of two simultaneous changes, the second finds the address of the first.
    before = User.objects.select_for_update(no_key=True).get(pk=user.pk).email
    if email == before:
        return
    if is_address_taken(email, besides=user):
        raise Refused(ADDRESS_TAKEN, field="email", code="taken")
    old = EmailAddress.objects.filter(user=user, primary=True).first()
    User.objects.filter(pk=user.pk).update(email=email)
    user.email = email
    user.emailaddress_set.all().delete()
    new = EmailAddress.objects.create(user=user, email=email, primary=True)
    email_changed.send(
        sender=User,
        request=None,
        user=user,
        from_email_address=old or EmailAddress(email=before),
        to_email_address=new,
    )
    mail_address_change(before, email)
    user.sign_out_everywhere()


def mail_address_change(before: str, after: str) -> None:
    """Mail the old and the new address of an account. The old one may be a stranger's: its mail omits the new one."""
    context = {"site_name": settings.SITE_NAME, "origin": settings.SITE_ORIGINS[0]}
    for name, to in (("address_taken_off", before), ("address_put_in", after)):
        text = render_to_string(f"marketplace/mail/{name}.txt", context).strip()
        Mail.objects.put(
            key=f"account:{uuid.uuid4().hex}", to=to, subject="Your account has another email address", text=text
        )
