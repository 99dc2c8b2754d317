"""Malformed requests to the admin: answered as bad requests, not as errors of the server."""

import logging
from collections.abc import Callable

from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.defaults import bad_request

logger = logging.getLogger(__name__)
UNREADABLE = (
    AttributeError,
    DataError,
    FieldError,
    IndexError,
    OverflowError,
    ProgrammingError,
    ValidationError,
    ValueError,
)
"""Errors of Django's lists for a filter in the address that is no number, date or list, or names no such field."""
UNREADABLE_FIELDS = (ValueError, OverflowError, ValidationError, DataError)
"""Errors of Django's lists for the key of a row, or of an autocomplete field, that is no number."""


class RefuseOddAdminRequests:
    """Answers 400 where the admin fails at the content of an address or form: a NUL, or an invalid filter.

    Django checks the fields of its forms, but hands filters and search words of an address to the database unchecked.
    The database refuses a NUL and a year of forty digits.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a filter or a row that a list could not read; the log has the reason, should it be another."""
        kinds = UNREADABLE if request.method == "GET" else UNREADABLE_FIELDS
        if not (_is_of_admin(request) and isinstance(exception, kinds)):
            return None
        logger.warning("the admin could not read a request", exc_info=exception)
        return bad_request(request, exception)


def _is_of_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("admin:index"))
