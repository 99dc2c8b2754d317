"""A NUL or an invalid filter in an admin URL gets a 400; later requests are not affected."""

import pytest
from django.test import Client

from marketplace.models import Product, User
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
ODD = [
    "marketplace/order/?status__exact=%00",
    "marketplace/order/?created_at__year=99999999999999999999",
    "marketplace/product/?status__range=1",
    "autocomplete/?app_label=marketplace&model_name=shop&field_name=owner&term=%00",
    "autocomplete/?app_label=auth&model_name=group&field_name=user&term=a",
]


@pytest.fixture
def desk() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("root@example.com", cast.PASSWORD))
    return client


@pytest.mark.parametrize("path", ODD)
def test_an_odd_address_is_a_bad_request(desk, path):
    answer = desk.get(f"/admin/{path}")
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()


def test_a_form_with_a_nul_is_a_bad_request_and_changes_nothing(desk):
    product = cast.product(title="Boots")
    form = {"action": "withdraw", "_selected_action": f"{product.pk}\0"}
    assert desk.post("/admin/marketplace/product/", form).status_code == 400
    assert Product.objects.get().status == Product.Status.ACTIVE


@pytest.mark.parametrize("path", ["", "marketplace/order/?q=a", "marketplace/order/?created_at__year=2026"])
def test_links_of_its_pages_are_answered(desk, path):
    assert desk.get(f"/admin/{path}").status_code == 200


def test_strangers_learn_no_details(client):
    assert client.get("/admin/marketplace/order/?q=a").status_code == 302
