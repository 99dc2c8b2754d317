"""Create and edit a product."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import all_valid
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from marketplace.catalogue import product_editing
from marketplace.catalogue.sizes import SizeRefused
from marketplace.errors import Refused
from marketplace.forms.pictures import FirstPicturesForm, PicturesForm
from marketplace.forms.products import SIZES_PER_PRODUCT, ProductForm, SizeFormSet
from marketplace.forms.release import NewProductReleaseForm, ScheduleForm
from marketplace.models import Shop
from marketplace.text.bidi import isolate
from marketplace.views.seller.access import get_owned_product, get_owned_shop, seller_page
from marketplace.views.seller.product_form import ProductPage, add_blank_rows, warn_of_unreadable
from marketplace.web.requests import ShopRequest

BLANK_ROWS = 2
COLUMNS = ("item", "seen", "label", "sku", "on_hand")


@seller_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_product(request: ShopRequest, shop: str) -> HttpResponse:
    """Create a product with sizes and pictures, as a draft or published."""
    own = get_owned_shop(request, shop)
    if request.method != "POST" or "more" in request.POST:
        return _render_new_page(request, own, **_get_unvalidated_forms(request.POST))
    form, sizes = _bind_forms(request)
    start, pictures = NewProductReleaseForm(request.POST), FirstPicturesForm(request)
    if pictures.are_valid_with(_are_valid(form, sizes, start)):
        try:
            product = product_editing.create_product(
                own,
                sizes.sizes(),
                form.cleaned_data,
                pictures.cleaned_data["pictures"].pictures,
                **start.publish_options(),
            )
        except Refused as refused:
            _add_refusal(refused, sizes, pictures)
        else:
            messages.success(request, f"{isolate(product.title)} is {start.outcome()}.")
            warn_of_unreadable(request, pictures)
            return redirect("marketplace:seller_product", own.slug, product.pk)
    return _render_new_page(request, own, form, sizes, start, pictures, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@seller_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_product(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Show the edit page of a product, and save its forms."""
    product = get_owned_product(request, shop, pk)
    page = ProductPage(request, product, is_sent=request.method == "POST")
    if request.method != "POST":
        return page.render(status=HTTPStatus.OK)
    if "more" in request.POST:
        page.form, page.sizes = _get_unvalidated_forms(request.POST).values()
        page.pictures = FirstPicturesForm()
        return page.render(status=HTTPStatus.OK)
    try:
        if _save(page):
            messages.success(request, "Saved.")
            return redirect("marketplace:seller_product", product.shop.slug, product.pk)
    except Refused as refused:
        page.schedule.add_error("at", refused.message)
    return page.render()


def _save(page: ProductPage) -> bool:
    if "at" not in page.request.POST or not page.product.is_coming_soon:
        return page.submit()
    page.schedule = schedule = ScheduleForm(page.request.POST)
    return page.submit(lambda: page.product.schedule(schedule.cleaned_data["at"]), schedule)


def _render_new_page(
    request: ShopRequest, shop: Shop, form: Any = None, sizes: Any = None, start: Any = None, pictures: Any = None,
    *, status: int = HTTPStatus.OK,
) -> HttpResponse:  # fmt: skip
    context = {
        "shop": shop,
        "form": form or ProductForm(),
        "sizes": sizes or add_blank_rows([], 1),
        "release": start or NewProductReleaseForm(initial={"opens": "draft"}),
        "pictures": pictures or FirstPicturesForm(),
        "is_unsaved": request.method == "POST",
    }
    return render(request, "marketplace/seller/products/new.html", context, status=status)


def _bind_forms(request: ShopRequest) -> tuple[ProductForm, Any]:
    return ProductForm(request.POST), SizeFormSet(request.POST, prefix="sizes")


def _are_valid(*forms: Any) -> bool:
    # `all_valid` validates every form, so that the page shows all errors at once.
    return all_valid(forms)


def _get_unvalidated_forms(sent: QueryDict) -> dict[str, Any]:
    """Return the sent values without validation and with more blank rows, for browsers without scripts."""
    if not sent:
        return {}
    details = {name: sent.get(name, "") for name in ProductForm.base_fields}
    numbered = [{column: sent.get(f"sizes-{n}-{column}", "") for column in COLUMNS} for n in range(SIZES_PER_PRODUCT)]
    rows = [row for row in numbered if any(row.values())]
    return {"form": ProductForm(initial=details), "sizes": add_blank_rows(rows, BLANK_ROWS)}


def _add_refusal(refused: Refused, sizes: Any, pictures: PicturesForm) -> None:
    if isinstance(refused, SizeRefused):
        sizes.refuse(refused)
    else:
        pictures.add_error("pictures" if refused.field == "pictures" else None, refused.message)
