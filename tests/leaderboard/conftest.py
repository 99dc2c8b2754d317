"""A fixture that changes the time zone of the site."""

from collections.abc import Callable

import pytest

from leaderboard.models import SiteZone


@pytest.fixture
def zone(settings, db) -> Callable[[str], None]:
    """Return a function that changes the time zone of the site until the test ends."""

    def live_in(place: str) -> None:
        settings.TIME_ZONE = place
        SiteZone.objects.update_or_create(pk=1, defaults={"time_zone": place})

    return live_in
