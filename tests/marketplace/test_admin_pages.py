"""Every list of the admin opens, and so do the pages of its rows."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import cast

MODELS = [pytest.param(model, id=model._meta.label_lower) for model in admin.site._registry]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS)
def test_the_list_and_its_first_page_open(model, admin_client):
    cast.paid_order(cast.member(), (cast.item(), 1))
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert admin_client.get(reverse(f"{name}_changelist")).status_code == 200
    for pk in model._default_manager.values_list("pk", flat=True)[:1]:
        assert admin_client.get(reverse(f"{name}_change", args=[pk])).status_code == 200
