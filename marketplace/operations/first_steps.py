"""First steps of a new site: finds missing parts, and makes the ones that a command can make."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction

from marketplace.models import Category, User
from marketplace.operations.checks import mails_to_files, takes_play_money
from marketplace.text.email_addresses import normalize_address
from marketplace.web.page_urls import make_slug


@dataclass(frozen=True)
class Step:
    """A part that a site needs before it can sell; `is_done` looks at the site."""

    name: str
    title: str
    is_done: Callable[[], bool]
    missing: str


STEPS = (
    Step(
        "origin",
        "Public address",
        lambda: not settings.IS_LOCAL,
        "SITE_ORIGINS names this machine only. Set it to the public address, like https://shop.example.",
    ),
    Step(
        "payment",
        "Payment",
        lambda: not takes_play_money(),
        "The site takes play money. Set PAYMENT_GATEWAY=stripe, STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.",
    ),
    Step(
        "mail",
        "Mail",
        lambda: not mails_to_files(),
        "Mail is kept in files. Set EMAIL_URL, like submission://user:password@mail.example:587.",
    ),
    Step(
        "administrator",
        "Administrator",
        lambda: User.objects.filter(is_superuser=True, is_active=True).exists(),
        "Nobody can open /admin/. Run this command again, or `manage.py createsuperuser`.",
    ),
    Step(
        "categories",
        "Categories",
        lambda: Category.objects.exists(),
        "Nobody can list a product. Run this command again, or add categories in /admin/marketplace/category/.",
    ),
)


def find_missing() -> list[Step]:
    """Return the steps that are not done."""
    return [step for step in STEPS if not step.is_done()]


def has_administrator(email: str) -> bool:
    """Tell whether an active administrator has this address."""
    return User.objects.filter(email=email.strip().lower(), is_superuser=True, is_active=True).exists()


def create_administrator(email: str, name: str, password: str) -> User:
    """Create an administrator. Raises ValidationError for a taken or invalid address or a weak password."""
    email = normalize_address(email.strip()).lower()
    if User.objects.filter(email=email).exists():
        raise ValidationError("An account has this address already.")
    validate_password(password, User(email=email, display_name=name))
    with transaction.atomic():
        return User.objects.create_superuser(email, password, display_name=name)


def create_categories(names: Iterable[str]) -> int:
    """Create the categories that are missing, in this order; returns their number. Raises ValidationError."""
    wanted = [name for each in names if (name := " ".join(each.split()))]
    created = 0
    with transaction.atomic():
        position = Category.objects.count()
        for name in wanted:
            if Category.objects.filter(name__iexact=name).exists():
                continue
            category = Category(name=name, slug=make_slug(name, 60), position=position + created)
            category.full_clean()
            category.save()
            created += 1
    return created


def send_trial_mail(email: str) -> None:
    """Send a mail now, past the outbox. Raises OSError or SMTPException as the mail server answers."""
    text = f"This mail shows that {settings.SITE_NAME} at {settings.SITE_ORIGINS[0]} can send mail.\n"
    send_mail(f"{settings.SITE_NAME} can send mail", text, None, [normalize_address(email)])
