"""A small site of the tests' own: a basket that changes, a crowd's level, and toasts, on one page."""

from django.contrib.staticfiles.views import serve
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import include, path

from tests.sockets.declared_topics import shown

PARTIALS = {
    "basket": """{% load live %}<div id="basket" data-version="{{ count }}">{{ count }} in the basket
        {% live_topic "test-own" request.shopper.holder src="/basket/" version=count %}
        <form method="post" action="/forms/" id="form"><input name="action"><button>Go</button></form></div>""",
    "level": '{% load live %}<p id="level">{{ level }}{% live_topic "test-shared" "level" src="/level/" %}</p>',
    "recent": '<div hx-swap-oob="beforeend:#toasts"><p id="toast-missed">missed</p></div>',
}
PAGE = """{% load static django_htmx live %}<!doctype html><html><head>
    <link rel="icon" href="data:,">
    <meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'>
    {% htmx_script %}
    <script type="module" src="{% static 'js/csrf-forms.js' %}"></script>
    <script type="module" src="{% static 'js/live.js' %}"></script></head><body>
    {{ partials|safe }}
    <div id="toasts">{% live_topic "test-fact" "toasts" src="/recent/" quiet=True %}</div>
    <p id="live-status" role="status" hidden></p></body></html>"""

basket = {"count": 0}
reads: list[str] = []
posted: list[str | None] = []


def render(source: str, request: HttpRequest, **context: object) -> str:
    """Return a template from a string, rendered for a request."""
    known = {"count": basket["count"], "level": shown.get("browser-level", "plenty"), **context}
    return engines["django"].from_string(source).render(known, request)


def partial(request: HttpRequest, name: str) -> HttpResponse:
    """Answer a re-read."""
    reads.append(name)
    return HttpResponse(render(PARTIALS[name], request))


def page(request: HttpRequest) -> HttpResponse:
    """Answer with the whole page, with the cookie for forms."""
    get_token(request)
    parts = "".join(render(PARTIALS[name], request) for name in ("basket", "level"))
    return HttpResponse(render(PAGE, request, partials=parts))


def forms(request: HttpRequest) -> HttpResponse:
    """Take a form, behind Django's CSRF check."""
    posted.append(request.POST.get("csrfmiddlewaretoken"))
    return HttpResponse("taken")


urlpatterns = [
    path("live-test/", page),
    path("forms/", forms),
    path("static/<path:path>", serve, {"insecure": True}),
    *(path(f"{name}/", partial, {"name": name}) for name in PARTIALS),
    path("", include("config.urls")),
]
