"""Times are printed with their zone for mails and readers without scripts; the browser converts them."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import override_settings

from marketplace.forms.release import ReleaseTimeField

pytestmark = pytest.mark.detail

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.*"))
AT = datetime(2026, 7, 4, 22, 30, 5, tzinfo=UTC)


def rendered(source):
    return Template(source).render(Context({"at": AT}))


def test_a_time_is_followed_by_its_zone():
    with override_settings(TIME_ZONE="Europe/Lisbon"):
        html = rendered('{% moment at "j M, H:i" %}')
    assert html.endswith(">4 Jul, 23:30 WEST</time>")
    assert 'datetime="2026-07-04T22:30:05+00:00" data-local="j M, H:i"' in html


def found(look):
    """Return the findings for each template by its name."""
    return {path.name: odd for path in TEMPLATES if (odd := look(path.read_text()))}


def test_no_template_prints_an_hour_without_a_zone():
    hour = re.compile(r"""\|(?:date|time):["']([^"']*[HGhgP][^"']*)["']""")
    assert found(lambda text: [pattern for pattern in hour.findall(text) if not pattern.endswith(" T")]) == {}


def test_scripts_keep_every_time_element_true_to_the_reader():
    kinds = re.compile("data-relative|data-ago|data-countdown|data-local")
    assert found(lambda text: [tag for tag in re.findall(r"<time\b[^>]*>", text) if not kinds.search(tag)]) == {}


def test_a_form_names_the_zone_of_the_time_it_asks_for():
    with override_settings(TIME_ZONE="Europe/Lisbon"):
        assert ReleaseTimeField().label == "Release time (Europe/Lisbon)"
