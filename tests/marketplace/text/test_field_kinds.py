"""Every text field of a model, a form and the admin has one of the kinds of text: none forgets the rules."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import RequestFactory

from marketplace.models import User
from marketplace.text import form_fields, model_fields

OURS = ["activity", "carts", "config", "leaderboard", "marketplace", "trading"]
KINDS = (
    model_fields.LineField,
    model_fields.NoteField,
    model_fields.ParagraphsField,
    model_fields.MailAddressField,
    model_fields.SkeletonField,
)
FORM_KINDS = (form_fields.LineField, form_fields.ParagraphsField, form_fields.MailAddressField)
# Written by the site itself.
MACHINE_MADE = {
    "activity.PurchaseActivity.key", "activity.PurchaseActivity.currency",
    "marketplace.AddressProof.address", "marketplace.AddressProof.household", "marketplace.AddressProof.code",
    "marketplace.Order.proved_address",
    "carts.Cart.holder", "carts.CartUnmasking.code", "config.TaskRun.name",
    "leaderboard.SiteZone.time_zone", "leaderboard.RankSnapshot.metric",
    "marketplace.CheckoutKey.content_hash", "marketplace.CheckoutKey.holder", "marketplace.CheckoutKey.key",
    "marketplace.Erasure.digest", "marketplace.Erasure.key_id",
    "marketplace.Mail.key", "marketplace.Mail.to", "marketplace.Mail.text", "marketplace.Mail.html",
    "marketplace.Mail.unsubscribe", "marketplace.Mail.subject", "marketplace.Mail.error",
    "marketplace.Order.number", "marketplace.Order.holder", "marketplace.Order.visitor",
    "marketplace.Order.content_hash", "marketplace.Order.household", "marketplace.Order.currency",
    "marketplace.OrderReader.visitor",
    "marketplace.Payment.key", "marketplace.Payment.content_hash", "marketplace.Payment.currency",
    "marketplace.Payment.gateway", "marketplace.Payment.method", "marketplace.Payment.gateway_reference",
    "marketplace.ProductView.viewer", "marketplace.RefusedView.reason",
    "marketplace.TestCharge.state", "marketplace.User.password",
    "marketplace.Visit.visitor", "marketplace.Word.word",
    "trading.Invitation.digest", "trading.Message.key", "trading.Trade.key", "trading.Trade.number",
}  # fmt: skip
# Programs that run on import, and packages without forms.
SKIPPED = {"migrations", "demo", "simulate", "load_demo", "urls", "desk_urls", "asgi", "server", "celery"}
# Form fields that are not stored: search terms, keys, and codes for comparison.
KEEP_NOTHING = {"key", "code", "password", "password1", "password2"}


def text_columns() -> Iterator[models.Field]:
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField) and not field.choices:
                    yield field


def forms_of_the_site() -> set[Any]:
    for name in OURS:
        for module in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
            if not SKIPPED.intersection(module.name.split(".")):
                importlib.import_module(module.name)

    def below(kind: Any) -> Iterator[Any]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    # The admin gives its forms their fields itself: those are looked at below.
    bare = {one for one in below(forms.BaseModelForm) if ".admin" in one.__module__}
    return {one for one in below(forms.BaseForm) if one.__module__.split(".")[0] in OURS} - bare


def forgotten(fields: dict[str, forms.Field]) -> set[str]:
    """Return the names of text fields without a kind; those of Django that only extend `CharField` are others."""
    plain = {name for name, field in fields.items() if type(field) in {forms.CharField, forms.EmailField}}
    return plain - KEEP_NOTHING


def test_every_text_column_has_a_kind_or_is_made_by_the_site():
    columns = [field for field in text_columns() if not isinstance(field, (*KINDS, models.SlugField))]
    assert {str(field) for field in columns} == MACHINE_MADE


def test_every_text_field_of_a_form_has_a_kind():
    found = forms_of_the_site()
    assert len(found) > 25
    plain = {f"{one.__module__}.{one.__name__}": forgotten(one.base_fields) for one in found}
    assert not {name: fields for name, fields in plain.items() if fields}


def test_no_form_makes_a_plain_text_field_on_the_way():
    plain = re.compile(r"(?:(\w+) = )?(?:forms|models)\.(?:CharField|EmailField|TextField)\(")
    sources = [path for name in OURS for path in Path(name).rglob("*.py")]
    kept = {
        (str(path), found[1])
        for path in sources
        if not {"migrations", "text", "models", "models.py", "gateways"}.intersection(path.parts)
        for found in plain.finditer(path.read_text())
    }
    assert {name for _, name in kept} <= KEEP_NOTHING | {"output_field"}, kept


@pytest.mark.django_db
def test_every_text_field_of_the_admin_has_a_kind():
    request = RequestFactory().get("/")
    request.user = User.objects.create_superuser("root@example.com", "x")
    seen = 0
    for model, page in admin.site._registry.items():
        if model._meta.app_label not in OURS:
            continue
        made = {name.rpartition(".")[2] for name in MACHINE_MADE if name.startswith(f"{model._meta.label}.")}
        if not page.has_change_permission(request):
            continue
        changed = [page.get_form(request, None, change=True).base_fields, page.get_form(request).base_fields]
        inlines = [one.get_formset(request).form.base_fields for one in page.get_inline_instances(request)]
        for fields in [*changed, *inlines]:
            seen += sum(isinstance(field, FORM_KINDS) for field in fields.values())
            assert forgotten(fields) <= made, model
    assert seen > 8
