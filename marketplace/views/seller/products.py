"""The seller's product list: search by title or SKU, filter, sorting and pages."""

from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from marketplace.forms.products import ProductFilterForm
from marketplace.models import Item, Product, Shop
from marketplace.models.product_queries import ProductQuerySet
from marketplace.views.seller.access import get_staffed_shop, seller_page
from marketplace.web.requests import ShopRequest, get_member

PRODUCTS_PER_PAGE = 20


@seller_page
@require_safe
def seller_home(request: ShopRequest) -> HttpResponse:
    """Redirect to the member's only shop, or list all of them."""
    shops = list(Shop.objects.run_by(get_member(request)))
    if len(shops) == 1:
        return redirect("marketplace:seller_products", shops[0].slug)
    return render(request, "marketplace/seller/shop_list.html", {"shops": shops})


@seller_page
@require_safe
def product_list(request: ShopRequest, shop: str) -> HttpResponse:
    """Show one page of the shop's products; htmx reloads the part that changes with sales."""
    return render_product_list(request, get_staffed_shop(request, shop))


def render_product_list(
    request: ShopRequest, shop: Shop, refused: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """Render the requested page of products; `refused` is the reason against an action."""
    filter_form = ProductFilterForm(request.GET)
    products = filter_products(shop, filter_form.cleaned_data) if filter_form.is_valid() else shop.products.none()
    page = Paginator(_load_related(products), PRODUCTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "shop": shop,
        "filter_form": filter_form,
        "page_obj": page,
        "refused": refused,
        "is_owner": shop.owner_id == request.user.pk,
        "is_new": not shop.products.exists(),
    }
    template = "marketplace/seller/products/_list.html" if request.htmx else "marketplace/seller/products/list.html"
    return render(request, template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY if filter_form.errors else status)


def filter_products(shop: Shop, filters: dict[str, Any]) -> ProductQuerySet:
    """Return the shop's products that match the search words and the status, sorted."""
    products = Product.objects.filter(shop=shop)
    if words := filters["q"]:
        with_sku = Item.objects.filter(product=OuterRef("pk"), sku__icontains=words)
        products = products.filter(Q(title__icontains=words) | Exists(with_sku))
    if filters["status"] == "soon":
        products = products.dropping_soon()
    elif filters["status"] == "active":
        products = products.released()
    elif filters["status"]:
        products = products.filter(status=filters["status"])
    return products.order_by(*ProductFilterForm.SORTS[filters["sort"] or "new"][1])


def _load_related(products: ProductQuerySet) -> ProductQuerySet:
    items = Prefetch("items", Item.objects.with_available())
    return products.select_related("category").prefetch_related("images", items)
