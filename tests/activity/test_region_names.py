"""Places show the country's name instead of its code; a state of the USA is not mistaken for a country."""

import pytest

from activity.models import PurchaseActivity
from activity.region_names import region_name
from tests import cast

pytestmark = pytest.mark.detail


@pytest.mark.parametrize(
    ("region", "country", "expected"),
    [
        ("PT", "Portugal", "Portugal"),
        ("PT", "", "PT"),
        ("PT", "Italy", "PT"),
        ("NL", "Canada", "NL"),
        ("SK", "ca", "SK"),
        ("SA", "Australia", "SA"),
        ("GB", "GB", "United Kingdom"),
        ("CA", "United States", "CA"),
        ("CA", "Canada", "Canada"),
        ("DE", "", "DE"),
        ("DE", "germany ", "Germany"),
        ("DE", "Deutschland", "Germany"),
        ("DE", "Utopia", "DE"),
        ("Algarve", "Portugal", "Algarve"),
        ("XX", "", "XX"),
        ("pt", "Portugal", "pt"),
        ("", "Portugal", ""),
    ],
)
def test_a_region_is_shown_by_its_name(region, country, expected):
    assert region_name(region, country) == expected


@pytest.mark.django_db
def test_a_toast_names_the_country(client):
    item = cast.item(stock=9)
    for _ in range(4):
        cast.paid_order(cast.guest(), (item, 1))
    assert PurchaseActivity.objects.latest("pk").place == "Lisbon, Portugal"
    for path in ("/activity/", "/activity/recent/"):
        page = client.get(path).text
        assert "Lisbon, Portugal" in page
        assert "Lisbon, PT" not in page
