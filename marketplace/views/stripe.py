"""Webhook of Stripe."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.errors import ForgedEvent


@never_cache
@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Handle an event, authenticated by its signature alone; 404 if Stripe is not configured."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise Http404
    # Loaded at first use: importing the library takes half a second.
    handle_event = import_string("marketplace.gateways.stripe_events.handle_event")
    try:
        handle_event(request.body, request.headers.get("Stripe-Signature", ""))
    except ForgedEvent:
        return HttpResponseBadRequest("This is not an event that Stripe signed just now.\n", content_type="text/plain")
    return HttpResponse("Heard.\n", content_type="text/plain")
