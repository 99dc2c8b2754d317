"""A shop's staff: the owner invites people by email and can remove them at any time."""

from http import HTTPStatus

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.errors import Refused
from marketplace.forms.shops import InvitationForm
from marketplace.models import Invitation, Shop
from marketplace.text.bidi import isolate
from marketplace.views.seller.access import get_owned_shop, seller_page
from marketplace.web.requests import ShopRequest, get_member


@seller_page
@require_http_methods(["GET", "HEAD", "POST"])
def staff_list(request: ShopRequest, shop: str) -> HttpResponse:
    """Show the shop's staff and invitations, and invite an email address.

    The answer is the same whether or not an account has that address; only its owner reads the mail.
    """
    owned_shop = get_owned_shop(request, shop)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _render_staff(request, owned_shop, form)
    try:
        Invitation.objects.send(owned_shop, form.cleaned_data["email"], by=get_member(request))
    except Refused as refused:
        form.add_error("email", refused.message)
        return _render_staff(request, owned_shop, form)
    messages.success(request, "Invitation sent.")
    return redirect("marketplace:seller_staff", owned_shop.slug)


@seller_page
@require_POST
def remove_staff(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Remove a member from the shop's staff."""
    owned_shop = get_owned_shop(request, shop)
    person = get_object_or_404(owned_shop.staff, pk=pk)
    owned_shop.remove_staff(person)
    messages.success(request, f"{isolate(capfirst(person.name_at_work))} was removed from your staff.")
    return redirect("marketplace:seller_staff", owned_shop.slug)


@seller_page
@require_POST
def withdraw_invitation(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Cancel an invitation."""
    owned_shop = get_owned_shop(request, shop)
    invitation = get_object_or_404(owned_shop.invitations, pk=pk)
    if owned_shop.invitations.filter(pk=pk).withdraw():
        messages.success(request, f"The invitation to {isolate(invitation.email)} was cancelled.")
    else:
        messages.error(request, "This invitation was already accepted or cancelled.")
    return redirect("marketplace:seller_staff", owned_shop.slug)


@seller_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer_invitation(request: ShopRequest, token: str) -> HttpResponse:
    """Show an invitation; accept it by POST only, because mail programs follow links."""
    invitations = Invitation.objects.signed(token).select_related("shop", "by")
    invitation = get_object_or_404(invitations, shop__closed_at__isnull=True)
    is_mine = invitation.is_for(get_member(request))
    works_here = Shop.objects.run_by(get_member(request)).filter(pk=invitation.shop_id).exists()
    if works_here and is_mine:
        messages.info(request, f"You’re already on the staff of {isolate(invitation.shop)}.")
        return redirect("marketplace:seller_products", invitation.shop.slug)
    if request.method == "POST":
        return _accept_invitation(request, invitation)
    context = {"invitation": invitation, "shop": invitation.shop, "is_open": invitations.open().exists()}
    context |= {"is_mine": is_mine, "works_here": works_here}
    return render(request, "marketplace/seller/shop/invitation.html", context)


def _accept_invitation(request: ShopRequest, invitation: Invitation) -> HttpResponse:
    try:
        invitation.accept(get_member(request))
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(invitation.url)
    messages.success(request, f"You’re now on the staff of {isolate(invitation.shop)}.")
    return redirect("marketplace:seller_products", invitation.shop.slug)


def _render_staff(request: ShopRequest, shop: Shop, form: InvitationForm) -> HttpResponse:
    # The invited address, not the account's current one: that may have changed since.
    invited = shop.invitations.filter(accepted_by=OuterRef("pk")).order_by("-pk").values("email")[:1]
    people = shop.staff.annotate(invited_as=Subquery(invited)).order_by("display_name", "pk")
    context = {"shop": shop, "form": form, "people": people, "invitations": shop.invitations.open()}
    return render(
        request,
        "marketplace/seller/shop/staff.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
    )
