"""Deletion of a guest's data, confirmed by a link mailed to the guest's address."""

import uuid
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.accounts.erasure import erase_guest, has_account, make_erasure_path, read_erasure_token
from marketplace.accounts.rate_limits import is_network_within_limit, is_within_limit, render_too_many
from marketplace.errors import Refused
from marketplace.models import Mail
from marketplace.text.form_fields import MailAddressField
from marketplace.web.requests import ShopRequest

FORM_METHODS = ["GET", "HEAD", "POST"]


class ErasureForm(forms.Form):
    """The email address for the erasure request."""

    email = MailAddressField(label="Email address", widget=forms.EmailInput({"autocomplete": "email"}))


@never_cache
@require_http_methods(FORM_METHODS)
def request_erasure(request: ShopRequest) -> HttpResponse:
    """Mail a deletion link to an address; the answer is the same whether or not the site has data of it."""
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not is_network_within_limit("erase", request):
        return render_too_many(request)
    if not form.is_valid():
        return render(
            request,
            "marketplace/account/erase.html",
            {"form": form},
            status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        )
    if is_within_limit("mail", form.cleaned_data["email"].lower()):
        _mail_link(form.cleaned_data["email"])
    messages.success(request, "Check your email for a link to delete your data.")
    return redirect("marketplace:erase")


def _mail_link(email: str) -> None:
    context = {
        "link": make_erasure_path(email),
        "has_account": has_account(email),
        "origin": settings.SITE_ORIGINS[0],
        "site_name": settings.SITE_NAME,
    }
    text = render_to_string("marketplace/mail/erase_link.txt", context).strip()
    subject = f"Delete your data at {settings.SITE_NAME}"
    Mail.objects.put(key=f"erase:{uuid.uuid4().hex}", to=email, subject=subject, text=text, has_secret=True)


@never_cache
@require_http_methods(FORM_METHODS)
def confirm_erasure(request: ShopRequest, token: str) -> HttpResponse:
    """Ask for confirmation, then delete all data of an address; only by POST, because mail programs follow links."""
    try:
        email = read_erasure_token(token)
    except signing.BadSignature:
        raise Http404 from None
    refused = ""
    if request.method == "POST":
        try:
            erase_guest(email)
        except Refused as reason:
            refused = reason.message
        else:
            messages.success(request, "Your data was deleted. Data of open orders is deleted after delivery.")
            return redirect("marketplace:home")
    context = {"email": email, "refused": refused}
    page = render(
        request,
        "marketplace/account/erase_confirm.html",
        context,
        status=HTTPStatus.CONFLICT if refused else HTTPStatus.OK,
    )
    # The URL contains the token: no `Referer` header may carry it.
    page["Referrer-Policy"] = "strict-origin"
    return page
