"""Times as people read them: with the zone beside them, or by the reader's own clock where the browser can tell."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_time
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def moment(at: datetime, pattern: str) -> SafeString:
    """Print a time by Django's pattern, like `j M, H:i`, followed by the zone it is in.

    `static/js/local-time.js` prints it by the same pattern in the zone of the browser. The zone's own text stays as
    the title, for readers who compare it with a mail.
    """
    zoned = format_time(timezone.localtime(at), f"{pattern} T")
    return format_html(
        '<time datetime="{}" data-local="{}" title="{}">{}</time>', at.isoformat(), pattern, zoned, zoned
    )
