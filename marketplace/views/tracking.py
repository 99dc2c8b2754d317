"""Endpoints of the tracking script: visits and product views.

They need no CSRF token: a request from another site has no visitor cookie, and requests without it are not counted.
The body is empty; the cookies identify the visitor.
"""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.models import Product, ProductView, RefusedView, Visit
from marketplace.tracking.new_visitor_limits import VISITS
from marketplace.tracking.view_filter import find_refusal_reason, is_automated, is_counted
from marketplace.web.requests import ShopRequest


@csrf_exempt
@require_POST
def record_visit(request: ShopRequest) -> HttpResponse:
    """Count today's visit."""
    digest = request.visitor.digest
    if request.visitor.has_cookie and not is_automated(request) and is_counted(request, VISITS, f"v-{digest}"):
        Visit.objects.record(digest)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@csrf_exempt
@require_POST
def record_view(request: ShopRequest, slug: str) -> HttpResponse:
    """Count a view of a product, or the reason for not counting it."""
    product = get_object_or_404(Product.objects.visible().select_related("shop"), slug=slug)
    reason = find_refusal_reason(request, product)
    if reason is None:
        ProductView.objects.record(product, request.shopper.holder)
    elif reason != "bot":
        # A bot's view was counted with its request for the page.
        RefusedView.objects.record(product, reason)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
