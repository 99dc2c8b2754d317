"""A recount finds, logs and repairs wrong counts; a changed time zone changes months."""

import logging
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from leaderboard import drift, tasks
from leaderboard.models import SellerMonth, SiteZone
from marketplace.models import SaleFact
from tests import cast
from tests.leaderboard.sales_and_views import counts, everywhere, sale, view

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def alice():
    product = cast.product()
    sale(product.shop.owner, 3)
    view(product, "v-1")
    return product.shop.owner


def tamper(how):
    rows = SellerMonth.objects.filter(year__gt=0)
    if how == "more":
        rows.update(items_sold=99)
    elif how == "views":
        rows.update(views=0)
    elif how == "time":
        rows.update(newest_sale_at=datetime(2026, 1, 1, tzinfo=UTC))
    elif how == "gone":
        SellerMonth.objects.all().delete()
    else:
        SellerMonth.objects.create(seller=cast.person("Mallory Made-Up"), year=2026, month=5, items_sold=7)


def rebuild(**options):
    output = StringIO()
    call_command("rebuild_leaderboard", stdout=output, **options)
    return output.getvalue()


@pytest.mark.parametrize("how", ["more", "views", "time", "gone", "made up"])
def test_changed_counts_are_logged_and_repaired(alice, how):
    before = everywhere(alice)
    tamper(how)
    with pytest.raises(CommandError, match=r"differs from the facts in [12] rows"):
        rebuild(check=True)
    assert "rows repaired" in rebuild()
    assert (everywhere(alice), drift.find_drift()) == (before, [])
    assert "agrees with the facts" in rebuild(check=True)


def test_looking_changes_nothing(alice):
    tamper("more")
    with pytest.raises(CommandError):
        rebuild(check=True)
    assert counts(alice) == (99, 1)


def test_each_difference_is_said_in_words(alice):
    tamper("more")
    assert f"seller {alice.pk}" in rebuild()
    tamper("more")
    [found] = drift.find_drift()
    assert str(found).endswith("99 sold and 1 views are kept, the facts say 3 and 1")


def test_the_nightly_look_logs_and_mends(alice, caplog):
    tamper("more")
    with caplog.at_level(logging.ERROR):
        tasks.repair()
    assert f"The leaderboard drifted: seller {alice.pk}" in caplog.text
    caplog.clear()
    tasks.repair()
    assert (caplog.text, counts(alice)) == ("", (3, 1))


def test_some_sellers_are_looked_at_alone(alice):
    tamper("more")
    other = cast.person("Eve Other")
    sale(other)
    assert drift.find_drift([other.pk]) == drift.find_drift([]) == []
    assert [found.seller for found in drift.find_drift([alice.pk, other.pk])] == [alice.pk]


def test_rows_written_without_triggers_are_found(alice):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        sale(alice, 4)
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert counts(alice) == (3, 1)
    drift.repair_leaderboard()
    assert counts(alice) == (7, 1)


def test_a_site_that_moves_counts_anew(alice, settings):
    SiteZone.objects.update_or_create(pk=1, defaults={"time_zone": "UTC"})
    SaleFact.objects.all().delete()
    sale(alice, 5, datetime(2026, 6, 30, 23, tzinfo=UTC))
    assert "2026-06" in everywhere(alice)
    settings.TIME_ZONE = "Africa/Nairobi"
    drift.repair_leaderboard()
    assert SiteZone.objects.get().time_zone == "Africa/Nairobi"
    assert everywhere(alice)["2026-07"] == (5, 0)
    assert "2026-06" not in everywhere(alice)


def test_the_zone_follows_the_settings_at_every_migrate(alice, settings):
    SiteZone.objects.update_or_create(pk=1, defaults={"time_zone": "UTC"})
    settings.TIME_ZONE = "Asia/Tokyo"
    call_command("migrate", "leaderboard", verbosity=0)
    assert SiteZone.objects.get().time_zone == "Asia/Tokyo"
    assert not SiteZone.objects.follow_settings(), "once is enough"


@pytest.mark.parametrize("row", [{"pk": 1, "time_zone": "Atlantis/Capital"}, {"pk": 2, "time_zone": "UTC"}])
def test_the_database_takes_one_zone_that_exists(row):
    with pytest.raises(Error), transaction.atomic():
        SiteZone.objects.update_or_create(pk=row["pk"], defaults=row)


def test_a_site_without_its_zone_still_sells(alice):
    SiteZone.objects.all().delete()
    sale(alice, 1, datetime(2026, 6, 30, 23, tzinfo=UTC) + timedelta(hours=2))
    assert everywhere(alice)["2026-07"] == (1, 0)
