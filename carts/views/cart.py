"""The cart page, the cart menu in the header, and the forms that change the cart."""

from collections.abc import Callable
from functools import wraps

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from carts.cart_copy import read_copy
from carts.cart_summary import CartSummary
from carts.forms import AcceptPriceForm, AcceptPricesForm, AddForm, ItemForm, LineForm, UndoForm
from carts.models import Cart
from carts.shopping import add_to_cart, restore_copy
from carts.views.responses import (
    add_undo_message,
    render_cart_page,
    render_cart_partial,
    require_valid,
    respond_to_change,
    respond_to_refusal,
)
from marketplace.errors import Refused
from marketplace.web.requests import ShopRequest

View = Callable[[ShopRequest], HttpResponse]


def cart_action(view: Callable[[ShopRequest], str]) -> View:
    """Make a POST view from a function that changes the cart and returns a message, or raises `Refused`."""

    @wraps(view)
    def answer(request: ShopRequest) -> HttpResponse:
        try:
            return respond_to_change(request, view(request))
        except Refused as refused:
            return respond_to_refusal(request, refused)

    return never_cache(require_POST(answer))


@never_cache
@require_safe
def show_cart(request: ShopRequest) -> HttpResponse:
    """Show the cart; htmx re-reads the changing part."""
    return render_cart_partial(request) if request.htmx else render_cart_page(request)


@never_cache
@require_safe
def show_menu(request: ShopRequest) -> HttpResponse:
    """Render the cart menu of the header."""
    return render(request, "carts/_menu.html", {"cart": CartSummary.of(request.shopper)})


@never_cache
@require_safe
def show_availability(request: ShopRequest) -> HttpResponse:
    """Render price and availability of the cart's items, for a page that may have missed a push."""
    return render(request, "carts/_availability.html", {"cart": CartSummary.of(request.shopper)})


@cart_action
def add_item(request: ShopRequest) -> str:
    """Add a quantity of an item."""
    wanted = require_valid(AddForm(request.POST))
    add_to_cart(request.shopper, wanted["item"], wanted["quantity"])
    return "Added to your cart."


@cart_action
def change_quantity(request: ShopRequest) -> str:
    """Set the quantity of an item."""
    wanted = require_valid(LineForm(request.POST))
    Cart.objects.get_open(request.shopper).change(wanted["item"], wanted["quantity"])
    return ""


@cart_action
def remove_item(request: ShopRequest) -> str:
    """Remove an item."""
    cart = Cart.objects.get_open(request.shopper)
    cart.remove(require_valid(ItemForm(request.POST))["item"])
    return add_undo_message(request, cart, "Removed from your cart.")


@cart_action
def empty_cart(request: ShopRequest) -> str:
    """Remove all items."""
    cart = Cart.objects.get_open(request.shopper)
    cart.empty()
    return add_undo_message(request, cart, "Your cart is empty now.")


@cart_action
def undo_change(request: ShopRequest) -> str:
    """Undo the last change."""
    wanted = require_valid(UndoForm(request.POST))
    Cart.objects.get_open(request.shopper).undo(wanted["version"])
    return "Your last change was undone."


@cart_action
def accept_price(request: ShopRequest) -> str:
    """Accept the new price of a line."""
    wanted = require_valid(AcceptPriceForm(request.POST))
    Cart.objects.get_open(request.shopper).accept_price(wanted["item"], wanted["price"])
    return ""


@cart_action
def accept_prices(request: ShopRequest) -> str:
    """Accept the new prices of all lines, as the page showed them."""
    wanted = require_valid(AcceptPricesForm(request.POST))
    Cart.objects.get_open(request.shopper).accept_prices(wanted["prices"])
    return ""


@cart_action
def lower_to_stock(request: ShopRequest) -> str:
    """Lower quantities to the units that are left."""
    Cart.objects.get_open(request.shopper).lower_to_stock()
    return ""


@cart_action
def remove_unavailable(request: ShopRequest) -> str:
    """Remove the items that can't be bought any more."""
    cart = Cart.objects.get_open(request.shopper)
    version = cart.version
    cart.remove_unavailable()
    return add_undo_message(request, cart, "Removed from your cart.") if cart.version != version else ""


@cart_action
def restore_cart(request: ShopRequest) -> str:
    """Restore the cart from the copy that a browser kept when its cookies were lost."""
    try:
        copy = read_copy(request.POST.get("copy", ""))
    except signing.BadSignature:
        raise Refused(
            "This copy of a cart is damaged or too old; nothing was changed.", field="copy", code="copy"
        ) from None
    if not restore_copy(request.shopper, copy):
        return "Nothing was missing from your cart."
    return "Your cart was restored. Please check it: prices and stock may have changed."
