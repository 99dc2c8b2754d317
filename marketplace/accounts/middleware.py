"""Middleware that answers refused account forms with status 422."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


class RefusedForms:
    """Sets status 422 on account forms with errors: allauth returns them with status 200."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Set the status of a form with errors."""
        form = (response.context_data or {}).get("form")
        route = request.resolver_match.url_name if request.resolver_match else None
        if request.method == "POST" and (route or "").startswith("account_") and getattr(form, "errors", None):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
