"""The cart page, the box in the header, and the forms that change the cart."""

from collections.abc import Callable
from functools import wraps

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from carts.cart_summary import Contents, remembered
from carts.forms import AddForm, AgreeAllForm, AgreeForm, ItemForm, LineForm, UndoForm
from carts.models import Cart
from carts.views.responses import cleaned, done, lines, offer_undo, turned_down, whole_page
from marketplace.errors import Refused
from marketplace.web.requests import ShopRequest

View = Callable[[ShopRequest], HttpResponse]


def changes_cart(view: Callable[[ShopRequest], str]) -> View:
    """Make a view of a function that changes the cart and returns what to say; a refusal becomes its answer."""

    @wraps(view)
    def answer(request: ShopRequest) -> HttpResponse:
        try:
            return done(request, view(request))
        except Refused as refused:
            return turned_down(request, refused)

    return never_cache(require_POST(answer))


@never_cache
@require_safe
def show(request: ShopRequest) -> HttpResponse:
    """Show the cart; htmx re-reads the part that changes."""
    return lines(request) if request.htmx else whole_page(request)


@never_cache
@require_safe
def box(request: ShopRequest) -> HttpResponse:
    """Show the box of the header."""
    return render(request, "carts/_box.html", {"cart": Contents.of(request.shopper)})


@never_cache
@require_safe
def facts(request: ShopRequest) -> HttpResponse:
    """Show how the items of the cart stand, for a page that may have missed something."""
    return render(request, "carts/_facts.html", {"cart": Contents.of(request.shopper)})


@changes_cart
def add(request: ShopRequest) -> str:
    """Put so many more of an item in."""
    wanted = cleaned(AddForm(request.POST))
    Cart.objects.add(request.shopper, wanted["item"], wanted["quantity"])
    return "Added to your cart."


@changes_cart
def change(request: ShopRequest) -> str:
    """Have so many of an item in."""
    wanted = cleaned(LineForm(request.POST))
    Cart.objects.standing(request.shopper).change(wanted["item"], wanted["quantity"])
    return ""


@changes_cart
def remove(request: ShopRequest) -> str:
    """Take an item out."""
    cart = Cart.objects.standing(request.shopper)
    cart.remove(cleaned(ItemForm(request.POST))["item"])
    return offer_undo(request, cart, "Removed from your cart.")


@changes_cart
def empty(request: ShopRequest) -> str:
    """Take everything out."""
    cart = Cart.objects.standing(request.shopper)
    cart.empty()
    return offer_undo(request, cart, "Your cart is empty now.")


@changes_cart
def undo(request: ShopRequest) -> str:
    """Take the last change back."""
    wanted = cleaned(UndoForm(request.POST))
    Cart.objects.standing(request.shopper).undo(wanted["version"])
    return "Your cart is as it was."


@changes_cart
def agree(request: ShopRequest) -> str:
    """Say yes to a line's new price."""
    wanted = cleaned(AgreeForm(request.POST))
    Cart.objects.standing(request.shopper).agree(wanted["item"], wanted["price"])
    return ""


@changes_cart
def agree_all(request: ShopRequest) -> str:
    """Say yes to the new prices of all lines, as they were shown."""
    wanted = cleaned(AgreeAllForm(request.POST))
    Cart.objects.standing(request.shopper).agree_to_all(wanted["prices"])
    return ""


@changes_cart
def take_left(request: ShopRequest) -> str:
    """Have as many as are left of what there is too little of."""
    Cart.objects.standing(request.shopper).take_left()
    return ""


@changes_cart
def remove_gone(request: ShopRequest) -> str:
    """Take out what can't be bought any more."""
    cart = Cart.objects.standing(request.shopper)
    version = cart.version
    cart.remove_gone()
    return offer_undo(request, cart, "Removed from your cart.") if cart.version != version else ""


@changes_cart
def restore(request: ShopRequest) -> str:
    """Take in the copy a browser kept when its cookies were lost."""
    try:
        copy = remembered(request.POST.get("copy", ""))
    except signing.BadSignature:
        raise Refused(
            "This copy of a cart is damaged or too old; nothing was changed.", field="copy", code="copy"
        ) from None
    if not Cart.objects.bring_back(request.shopper, copy):
        return "Nothing was missing from your cart."
    return "Your cart is back. Please look it over: prices and stock may have changed."
