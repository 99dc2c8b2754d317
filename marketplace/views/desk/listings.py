"""The shop's listings: found by title or SKU, filtered, sorted, paged."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from marketplace.models import Shop
from marketplace.requests import ShopRequest
from marketplace.views.desk.reach import desk_page, member, worked_in


@desk_page
@require_safe
def desk(request: ShopRequest) -> HttpResponse:
    """Lead to the only shop one works in, or show them all."""
    shops = list(Shop.objects.run_by(member(request)))
    if len(shops) == 1:
        return redirect("marketplace:desk_listings", shops[0].slug)
    return render(request, "marketplace/desk/shops.html", {"shops": shops})


@desk_page
@require_safe
def listings(request: ShopRequest, shop: str) -> HttpResponse:
    """Show one page of the shop's listings."""
    return render(request, "marketplace/desk/listings.html", {"shop": worked_in(request, shop)})
