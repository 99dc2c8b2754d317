"""How accounts are kept where allauth's own way would fail on odd input."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from marketplace.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's adapter, with an answer to addresses that don't parse and to a sign-up sent twice at once."""

    def is_safe_url(self, url: str) -> bool:
        """Tell whether an address leads to this site; one that doesn't parse leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Save a new account; where another request has just taken the address, that one is to be signed in to."""
        try:
            with transaction.atomic():
                saved: User = super().save_user(request, user, form, commit)
                return saved
        except IntegrityError:
            messages.info(request, "There is an account with this address already. Please sign in.")
            raise ImmediateHttpResponse(redirect(settings.LOGIN_URL)) from None
