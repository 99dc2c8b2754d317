"""The browser asks before a page with unsaved input is left."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from marketplace.models import Product, User
from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def heard(page: Page) -> list[str]:
    """Return the kinds of the questions that the page asks from now on; each is answered with "leave"."""
    kinds: list[str] = []

    def answer(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return kinds


def alice_and(path: str) -> tuple[User, str]:
    product = cast.product(status="draft", price="10.00")
    return product.shop.owner, path.format(shop=product.shop.slug, pk=product.pk)


LONG_FORMS = [
    ("/desk/{shop}/listings/{pk}/", "Title"),
    ("/desk/{shop}/listings/new/", "Title"),
    ("/desk/{shop}/settings/", "Name"),
    ("/account/", "Name"),
    ("/trades/new/", "Title"),
]


@pytest.mark.parametrize(("path", "label"), LONG_FORMS)
def test_leaving_with_something_typed_asks_first(visit: Visit, path: str, label: str):
    owner, path = alice_and(path)
    page = visit(path, user=owner)
    kinds = heard(page)
    page.get_by_label(label).first.fill("Typed and not saved")
    page.goto("/")
    assert kinds == ["beforeunload"]


@pytest.mark.parametrize(("path", "label"), LONG_FORMS)
def test_leaving_as_it_was_asks_nothing(visit: Visit, path: str, label: str):
    owner, path = alice_and(path)
    page = visit(path, user=owner)
    kinds = heard(page)
    field = page.get_by_label(label).first
    before = field.input_value()
    field.fill("Typed and taken back")
    field.fill(before)
    page.goto("/")
    assert kinds == []


def test_saving_asks_nothing(visit: Visit):
    owner, path = alice_and(LONG_FORMS[0][0])
    page = visit(path, user=owner)
    kinds = heard(page)
    page.get_by_label("Title").fill("Walker")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Walker")
    assert kinds == []


def test_a_refused_form_counts_as_unsaved(visit: Visit):
    owner, path = alice_and(LONG_FORMS[0][0])
    page = visit(path, user=owner, tolerates=("status of 422",))
    kinds = heard(page)
    page.get_by_label("Title").fill(" ")
    page.locator("form[data-unsaved]").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Not saved")).to_be_visible()
    page.get_by_label("Title").click()
    page.goto("/")
    assert kinds == ["beforeunload"]


def test_without_scripts_the_typed_values_go_on_sale(visit: Visit):
    owner, path = alice_and(LONG_FORMS[0][0])
    page = visit(path, user=owner, java_script_enabled=False)
    page.get_by_label("Price", exact=True).fill("20")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("is on sale.")).to_be_visible()
    product = Product.objects.get()
    assert (str(product.price), product.status) == ("20.00", "active")
