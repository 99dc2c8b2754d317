"""The adapter of allauth. Without it, allauth would fail on odd input, reveal accounts or wait for a mail server."""

import logging
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from marketplace.accounts.rate_limits import is_within_limit
from marketplace.models import Mail, User
from marketplace.operations.maintenance import render_refusal, switch
from marketplace.text.email_addresses import normalize_address
from marketplace.web.page_urls import canonical_url

logger = logging.getLogger(__name__)
SECRETS = {"key", "code"}
"""Context variables of mails that give access to an account."""
FOR_THE_ASKING = {
    f"account/email/{name}"
    for name in (
        "account_already_exists",
        "email_confirmation",
        "email_confirmation_signup",
        "password_reset_key",
        "unknown_account",
    )
}
"""Mails that anybody can request for any address. All other mails follow an action of the signed-in recipient."""


def _is_known_to_all(credentials: dict[str, Any]) -> bool:
    domain, password = settings.DEMO_SIGN_IN
    email = str(credentials.get("email") or "").strip().lower()
    return email.endswith(f"@{domain}") and credentials.get("password") == password


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sends mails of allauth through the outbox and gives answers that don't reveal accounts."""

    def is_safe_url(self, url: str) -> bool:
        """Tell whether a URL leads to this site; an invalid URL doesn't."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def clean_email(self, email: str) -> str:
        """Return the stored form of an address; ValidationError for an invalid or too long one."""
        return normalize_address(email)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Save a new account. If another request has just taken the address, respond as to any sign-up."""
        try:
            with transaction.atomic():
                saved: User = super().save_user(request, user, form, commit)
                return saved
        except IntegrityError:
            raise ImmediateHttpResponse(redirect("account_email_verification_sent")) from None

    def send_account_already_exists_mail(self, email: str) -> None:
        """Mail the owner of an address about a sign-up with it."""
        # A sign-up hashes the new password. A faster response without hashing would reveal that the account exists.
        make_password(email)
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a mail about an account into the outbox, unless its address got too many within the hour."""
        request = allauth_context.request
        if template_prefix in FOR_THE_ASKING and not is_within_limit("mail", email.lower()):
            logger.warning("an address has had its share of mail; %s is not sent", template_prefix)
            return
        links = {name: canonical_url(value) for name, value in context.items() if name.endswith("_url")}
        mail = self.render_mail(template_prefix, email, {"request": request, "email": email, **context, **links})
        Mail.objects.put(
            key=f"account:{uuid.uuid4().hex}",
            to=email,
            subject=mail.subject,
            text=str(mail.body),
            has_secret=not SECRETS.isdisjoint(context),
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return the account of these credentials. The public password of the demo works on a local site only."""
        if _is_known_to_all(credentials) and not getattr(request, "is_from_this_machine", False):
            logger.warning("a sign-in with the demo's known password is refused: it does not come from this machine")
            return None
        return super().authenticate(request, **credentials)

    def try_password(self, request: HttpRequest, user: User, password: str) -> bool:
        """Tell whether this is the user's password; ValidationError after too many wrong guesses."""
        return self.authenticate(request, email=user.email, password=password) == user

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """Refuse the sign-in of an inactive account, and during the maintenance mode of everybody but staff.

        Only after the password is checked: an earlier refusal would reveal the addresses of staff.
        """
        response: HttpResponse | None = super().pre_login(request, user, **options)
        if response is None and switch.is_on() and not user.is_staff:
            return render_refusal()
        return response
