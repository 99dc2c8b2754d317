"""A site that may live anywhere for a test."""

from collections.abc import Callable

import pytest

from leaderboard.models import SiteZone


@pytest.fixture
def zone(settings, db) -> Callable[[str], None]:
    """Return what moves the site into a time zone until the test ends."""

    def live_in(place: str) -> None:
        settings.TIME_ZONE = place
        SiteZone.objects.update_or_create(pk=1, defaults={"time_zone": place})

    return live_in
