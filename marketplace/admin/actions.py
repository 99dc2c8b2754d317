"""Admin actions: they apply an operation of the pages to the selected objects, one object at a time.

Each success is written to the admin's log. A refusal is shown as an error message, and the other objects are still
processed. Actions that move money or can't be undone show a confirmation page first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.admin.read_only import AnyAdmin
from marketplace.errors import Refused

MAX_OBJECTS = 100
"""Objects per action, at most."""

Act = Callable[..., object]


@dataclass(frozen=True)
class AdminAction:
    """One action: its name, its label, the function for one object and the confirmation form.

    `act` is called with the object, the user (`by`) and the fields of the form, and may raise `Refused`.
    `confirm` adds a confirmation page, also without form fields. `permission` is the required permission.
    """

    name: str
    label: str
    act: Act
    form: type[forms.Form] = forms.Form
    confirm: bool = False
    permission: str = "change"

    @property
    def has_confirmation_page(self) -> bool:
        """Tell whether a confirmation page comes first."""
        return self.confirm or bool(self.form.base_fields)

    def run(self, page: "ActionsAdmin", request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        """Apply the action to the selected objects, or show the confirmation page."""
        things = list(chosen.order_by("pk")[: MAX_OBJECTS + 1])
        if len(things) > MAX_OBJECTS:
            page.message_user(request, f"Select {MAX_OBJECTS} items at most.", messages.ERROR)
            return None
        is_sent = "sure" in request.POST
        form = self.form(request.POST if is_sent else None)
        if self.has_confirmation_page and not (is_sent and form.is_valid()):
            return self._ask(page, request, things, form)
        self.do(page, request, things, form.cleaned_data if self.has_confirmation_page else {})
        return None

    def do(self, page: "ActionsAdmin", request: HttpRequest, things: list[Any], fields: dict[str, Any]) -> int:
        """Apply the action to each object, with messages and log entries. Returns the number of successes."""
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
        details = ", ".join(f"{name}: {value}" for name, value in fields.items() if value not in (None, ""))
        page.log_change(request, thing, f"{self.label}{f' ({details})' if details else ''}.")
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
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return render(request, "admin/confirm_action.html", context, status=status)


class ActionsAdmin(AnyAdmin):
    """An admin page with actions for users with the change permission. Read-only pages may have actions too."""

    object_actions: list[AdminAction] = []

    def get_actions(self, request: HttpRequest, *location: Any, **named: Any) -> Any:
        """Return Django's actions and those of `object_actions` that the user may use.

        Django 6.1 also gives the part of the page where the actions stand.
        """
        actions: Any = super().get_actions(request, *location, **named)
        for action in self.object_actions:
            if self.may(request, action) and "_popup" not in request.GET:
                actions[action.name] = (_run_by(action), action.name, action.label)
        return actions

    def may(self, request: HttpRequest, action: AdminAction) -> bool:
        """Tell whether the user has the permission for an action."""
        codename = get_permission_codename(action.permission, self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{codename}")


def _run_by(action: AdminAction) -> Callable[..., HttpResponse | None]:
    def run(page: ActionsAdmin, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        return action.run(page, request, chosen)

    return run


def object_action(method: Callable[[Any], object]) -> Act:
    """Return an action function from a method without parameters."""

    def act(thing: Model, **unused: Any) -> object:
        return method(thing)

    return act
