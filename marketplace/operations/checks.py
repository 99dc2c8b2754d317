"""Checks before a site goes public, for `manage.py check --deploy`: money, mail and categories for real."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from marketplace.gateways import default_gateway
from marketplace.models import Category

PLAY_MONEY, MAIL_TO_FILES, NO_CATEGORIES, NO_ORIGIN = (f"marketplace.W00{number}" for number in range(1, 5))
FILES = {"filebased", "console", "locmem", "dummy"}
FIRST_STEPS = "Run `manage.py first_steps`."


def takes_play_money() -> bool:
    """Tell whether anybody can pay with test cards."""
    is_test_key = "_test_" in settings.STRIPE_SECRET_KEY[:8]
    return default_gateway().name == "test" or (settings.PAYMENT_GATEWAY == "stripe" and is_test_key)


def mails_to_files() -> bool:
    """Tell whether mail stays on this machine."""
    return settings.EMAIL_BACKEND.rsplit(".", 2)[-2] in FILES


@register(deploy=True)
def check_money_and_mail(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Warn of play money, of mail to files, and of a site that only this machine can reach."""
    found: list[CheckMessage] = []
    if settings.IS_LOCAL:
        hint = "Set SITE_ORIGINS to the public address."
        found.append(Warning("SITE_ORIGINS names this machine only.", hint=hint, id=NO_ORIGIN))
    if takes_play_money():
        hint = "Set PAYMENT_GATEWAY=stripe with live keys."
        found.append(Warning("The site takes play money: test cards pay for goods.", hint=hint, id=PLAY_MONEY))
    if mails_to_files():
        hint = "Set EMAIL_URL to a mail server."
        found.append(Warning("Mail is kept in files: nobody can open an account.", hint=hint, id=MAIL_TO_FILES))
    return found


@register(Tags.database, deploy=True)
def check_categories(app_configs: Any, databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Warn of a shop without categories: no product can be listed. Runs with `--database default` only."""
    if not databases:
        return []
    try:
        has_some = Category.objects.exists()
    except DatabaseError:
        return [Warning("The database is not migrated.", hint="Run `manage.py migrate`.", id=NO_CATEGORIES)]
    if has_some:
        return []
    return [Warning("There are no categories: nobody can list a product.", hint=FIRST_STEPS, id=NO_CATEGORIES)]
