"""Actions of the admin: the verbs of the pages, done to what was ticked, one thing at a time.

Each thing done leaves a line in the admin's log. What is refused is told with its sentence, and the rest is done all
the same. Where money moves, or something can't be undone, a page asks first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.admin.read_only import AnyAdmin
from marketplace.errors import Refused

MOST = 100
"""So many things one action does at once."""

Act = Callable[..., object]


@dataclass(frozen=True)
class AdminAction:
    """One action: its name in addresses, what the button says, what is done to one thing, and whether a page asks.

    `act` gets the thing and, by name, who asks (`by`) and the fields of the form; it raises `Refused` where it can't.
    """

    name: str
    label: str
    act: Act
    form: type[forms.Form] = forms.Form
    asks: bool = False
    needs: str = "change"

    @property
    def is_asking(self) -> bool:
        """Tell whether a page comes before it is done."""
        return self.asks or bool(self.form.base_fields)

    def run(self, page: "ActionsAdmin", request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        """Do it to what was ticked, or show the page that asks."""
        things = list(chosen.order_by("pk")[: MOST + 1])
        if len(things) > MOST:
            page.message_user(request, f"Select {MOST} items at most.", messages.ERROR)
            return None
        is_sent = "sure" in request.POST
        form = self.form(request.POST if is_sent else None)
        if self.is_asking and not (is_sent and form.is_valid()):
            return self._ask(page, request, things, form)
        self.do(page, request, things, form.cleaned_data if self.is_asking else {})
        return None

    def do(self, page: "ActionsAdmin", request: HttpRequest, things: list[Any], fields: dict[str, Any]) -> int:
        """Do it to each, say how it went, and write it into the log; returns to how many it was done."""
        done = sum(self._do(page, request, thing, fields) for thing in things)
        if done:
            page.message_user(request, f"{self.label}: done to {done} of {len(things)}.", messages.SUCCESS)
        return done

    def _do(self, page: "ActionsAdmin", request: HttpRequest, thing: Any, fields: dict[str, Any]) -> bool:
        try:
            self.act(thing, by=request.user, **fields)
        except Refused as refused:
            page.message_user(request, f"{thing}: {refused.message}", messages.ERROR)
            return False
        told = ", ".join(f"{name}: {value}" for name, value in fields.items() if value not in (None, ""))
        page.log_change(request, thing, f"{self.label}{f' ({told})' if told else ''}.")
        return True

    def _ask(self, page: "ActionsAdmin", request: HttpRequest, things: list[Any], form: forms.Form) -> HttpResponse:
        context = {
            **page.admin_site.each_context(request),
            "title": self.label,
            "action": self,
            "things": things,
            "form": form,
            "opts": page.model._meta,
            "media": page.media + form.media,
        }
        status = 422 if form.errors else 200
        return render(request, "admin/confirm_action.html", context, status=status)


class ActionsAdmin(AnyAdmin):
    """An admin page with actions for those who may change its things, also where nobody edits them by hand."""

    verbs: list[AdminAction] = []

    def get_actions(self, request: HttpRequest) -> Any:
        """Add the verbs that this person may use to Django's own actions."""
        actions: Any = super().get_actions(request)
        for verb in self.verbs:
            if self.may(request, verb) and "_popup" not in request.GET:
                actions[verb.name] = (_run_by(verb), verb.name, verb.label)
        return actions

    def may(self, request: HttpRequest, verb: AdminAction) -> bool:
        """Tell whether somebody has the permission that a verb needs."""
        codename = get_permission_codename(verb.needs, self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{codename}")


def _run_by(verb: AdminAction) -> Callable[..., HttpResponse | None]:
    def run(page: ActionsAdmin, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        return verb.run(page, request, chosen)

    return run


def object_action(method: Callable[[Any], object]) -> Act:
    """Return what does a verb that needs nothing but the thing."""

    def act(thing: Model, **told: Any) -> object:
        return method(thing)

    return act
