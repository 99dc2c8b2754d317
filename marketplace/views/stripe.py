"""Where Stripe tells how payments went."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@never_cache
@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Hear a signed event; the signature is all that counts here, and where Stripe is switched off there is no page."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise Http404
    # The library takes half a second to load, which sites without Stripe need not spend.
    from marketplace.gateways.stripe_events import Forged, hear

    try:
        hear(request.body, request.headers.get("Stripe-Signature", ""))
    except Forged:
        return HttpResponseBadRequest("This is not an event that Stripe signed just now.\n", content_type="text/plain")
    return HttpResponse("Heard.\n", content_type="text/plain")
