"""The view for uncaught errors."""

import sys
from http import HTTPStatus

from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

RETRY_SECONDS = 5


def handle_error(request: HttpRequest) -> HttpResponse:
    """Return the page for an uncaught error: 503 while the database is away or too busy, 409 for a conflict, else 500.

    409 stands for a violated constraint: a row was deleted, or came into use elsewhere, while the page was open.
    Constraints are named in the log only.
    """
    match sys.exc_info()[1]:
        case OperationalError() | InterfaceError():
            headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
            return HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
        case IntegrityError():
            return HttpResponse(
                render_to_string("409.html", {"request": request}),
                status=HTTPStatus.CONFLICT,
                headers={"Cache-Control": "no-store"},
            )
    return server_error(request)
