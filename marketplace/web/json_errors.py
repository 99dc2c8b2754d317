"""Errors of the API: every error under `/api/` is JSON, no matter which part of the site refuses."""

import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

API_PREFIX = "/api/"
CONTENT_TYPE = "application/json"
ERRORS: dict[int, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: ("invalid", "The request is invalid."),
    HTTPStatus.UNAUTHORIZED: ("sign_in", "Sign in first."),
    HTTPStatus.FORBIDDEN: (
        "csrf",
        "Refused: send the value of the csrftoken cookie in the header X-CSRFToken, from a page of this site.",
    ),
    HTTPStatus.NOT_FOUND: ("not_there", "Not found."),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "method",
        "This method is not allowed here; the header Allow names those that are.",
    ),
    HTTPStatus.CONFLICT: ("conflict", "The data changed in the meantime. Read it again."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("large", "That is too large."),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("media_type", "Send JSON, with Content-Type: application/json."),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("invalid", "The request can’t be carried out."),
    HTTPStatus.TOO_MANY_REQUESTS: ("too_many", "Too many requests. Try again later."),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("failure", "Something went wrong on our side. It was logged."),
    HTTPStatus.SERVICE_UNAVAILABLE: ("busy", "Too busy right now. Try again in a few seconds."),
}
"""The code and the sentence for each status that no view explained."""


def is_api_path(path: str) -> bool:
    """Tell whether an address answers in JSON."""
    return path.startswith(API_PREFIX)


def error_body(status: int) -> bytes:
    """Return the JSON of an error that only its status explains."""
    other = HTTPStatus.BAD_REQUEST if status < HTTPStatus.INTERNAL_SERVER_ERROR else HTTPStatus.INTERNAL_SERVER_ERROR
    code, sentence = ERRORS.get(status) or ERRORS[other]
    return json.dumps({"error": sentence, "field": None, "code": code}, ensure_ascii=False).encode()


@sync_and_async_middleware
def json_errors(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Turn error pages into JSON where a program asked; outermost, so that it sees every refusal of Django."""
    if iscoroutinefunction(get_response):
        asynchronous: Callable[[HttpRequest], Awaitable[HttpResponseBase]] = get_response

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            return _as_json(request, await asynchronous(request))

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _as_json(request, get_response(request))

    return answer


def _as_json(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    is_explained = response.headers.get("Content-Type", "").startswith(CONTENT_TYPE)
    if response.status_code < HTTPStatus.BAD_REQUEST or is_explained or not is_api_path(request.path_info):
        return response
    answer = HttpResponse(error_body(response.status_code), status=response.status_code)
    # `Allow`, `Retry-After`, cookies and security headers still hold.
    for name, value in response.headers.items():
        answer.headers[name] = value
    answer.headers["Content-Type"] = CONTENT_TYPE
    answer.headers["Content-Length"] = str(len(answer.content))
    answer.cookies = response.cookies
    return answer
