"""Opening a trade: by a seller with an invitation, or by a buyer with an offer for a product."""

import uuid
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.errors import Refused
from marketplace.models import Product
from marketplace.web.page_urls import absolute_url
from marketplace.web.requests import ShopRequest, get_member
from trading.forms import OfferForm, OpenTradeForm
from trading.models import Trade
from trading.views.access import get_own_trade, member_page
from trading.views.room import render_room

FORM_METHODS = ["GET", "HEAD", "POST"]


@member_page
@require_http_methods(FORM_METHODS)
def open_trade(request: ShopRequest) -> HttpResponse:
    """Open a trade as a seller, and show its invitation once."""
    seller = get_member(request)
    if seller.owned_shop is None:
        return redirect("marketplace:seller_shop_open")
    if request.method != "POST":
        start = {"key": uuid.uuid4().hex, "quantity": 1, "item": request.GET.get("item")}
        return _render_open_form(request, OpenTradeForm(initial=start, seller=seller))
    form = OpenTradeForm(request.POST, seller=seller)
    if not form.is_valid():
        return _render_open_form(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        trade = Trade.objects.open_by(seller, **form.cleaned_data)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _render_open_form(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    # The same form sent again finds its trade; its code was shown before and is not stored.
    return redirect(trade) if trade.invitations.exists() else _render_invitation(request, trade)


@member_page
@require_POST
def invite_buyer(request: ShopRequest, number: str) -> HttpResponse:
    """Make a new invitation, revoke the one before, and show the new one once."""
    trade = get_own_trade(request, number)
    try:
        return _render_invitation(request, trade)
    except Refused as refused:
        return render_room(request, get_own_trade(request, number), status=HTTPStatus.CONFLICT, refused=refused)


@member_page
@require_http_methods(FORM_METHODS)
def make_offer(request: ShopRequest, slug: str) -> HttpResponse:
    """Make an offer for a product, and redirect to the room."""
    product = get_object_or_404(Product.objects.visible().select_related("shop"), slug=slug)
    if request.method != "POST":
        form = OfferForm(initial={"quantity": 1}, product=product)
        form.choose(request.GET)
        return _render_offer_form(request, product, form)
    form = OfferForm(request.POST, product=product)
    if not form.is_valid():
        return _render_offer_form(request, product, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        trade = Trade.objects.offer(get_member(request), **form.cleaned_data)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _render_offer_form(request, product, form, status=HTTPStatus.CONFLICT)
    return redirect(trade)


def _render_open_form(request: ShopRequest, form: OpenTradeForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "trading/new.html", {"form": form, "shop": get_member(request).owned_shop}, status=status)


def _render_offer_form(
    request: ShopRequest, product: Product, form: OfferForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "trading/offer.html", {"form": form, "product": product}, status=status)


def _render_invitation(request: ShopRequest, trade: Trade) -> HttpResponse:
    code = trade.invite(by=get_member(request))
    link = absolute_url(reverse("trading:join_link", args=[code]))
    context: dict[str, Any] = {"trade": trade, "code": code, "link": link}
    return render(request, "trading/invitation.html", context, status=HTTPStatus.CREATED)
