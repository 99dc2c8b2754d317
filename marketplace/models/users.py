"""Accounts."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac

from marketplace.accounts.names import make_initials
from marketplace.locks import advisory_lock
from marketplace.models.shops import Shop
from marketplace.signals import account_changed
from marketplace.text.model_fields import LineField, MailAddressField, NameField

LAST_ADMIN = "This is the only admin of the site. Make another admin first."


def is_address_taken(email: str, besides: "User | None" = None) -> bool:
    """Tell whether another account has an address, verified or for signing in."""
    pk = (besides and besides.pk) or 0
    proved = EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=pk)
    return proved.exists() or User.objects.filter(email__iexact=email).exclude(pk=pk).exists()


class UserManager(BaseUserManager["User"]):
    """Creates accounts. Email addresses are stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; ValueError without an email address."""
        if not email:
            raise ValueError("email: an address is needed")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a superuser. The address counts as verified, because only operators of the site can call this."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account with this address, in upper or lower case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account of a shopper, seller, employee or admin."""

    email = MailAddressField(unique=True)
    display_name = NameField(max_length=80, blank=True)
    city = LineField(max_length=80, blank=True)
    region = LineField(max_length=80, blank=True)
    country = LineField(max_length=56, blank=True, default="", db_default="")
    show_purchase_activity = models.BooleanField(
        "show my purchases to other shoppers",
        default=True,
        help_text="For two days, as below. Turning it off also removes purchases that are shown right now.",
    )
    hide_purchase_amount = models.BooleanField(
        "hide the price",
        default=False,
        db_default=False,
        help_text="Others see the product, but not its price. This also hides prices that are shown right now.",
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("staff status", default=False, help_text="Staff can sign in to the admin.")
    date_joined = models.DateTimeField(db_default=Now(), editable=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    sign_outs = models.PositiveIntegerField(
        default=0, editable=False, help_text="Number of sign-outs everywhere; each ends all earlier sessions."
    )

    emailaddress_set: Any

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ignores_case")]

    def __str__(self) -> str:
        return self.name_or(f"account {self.pk}")

    def name_or(self, otherwise: str) -> str:
        """Return the public name, or `otherwise` without one; never the email address."""
        return "a deleted account" if self.left_at else self.display_name or otherwise

    @property
    def name_at_work(self) -> str:
        """Return the name for the owner and staff of a shop."""
        return self.name_or("the site’s staff" if self.is_staff else "a member of the shop’s staff")

    def get_short_name(self) -> str:
        """Return the name for greetings."""
        return self.display_name or "you"

    @property
    def initials(self) -> str:
        """Return the initials of the display name; empty without one."""
        return make_initials(self.display_name)

    @property
    def owned_shop(self) -> Shop | None:
        """Return the open shop of this owner, if there is one."""
        return Shop.objects.owned_by(self).first()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        password: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        if not self.sign_outs:
            return password
        value = f"{password}{self.sign_outs}"
        return salted_hmac("marketplace.sign_outs", value, secret=secret, algorithm="sha256").hexdigest()

    def change_profile(self, **fields: Any) -> None:
        """Save profile fields (name, place, activity settings) and send `account_changed`."""
        with transaction.atomic():
            for name, value in fields.items():
                setattr(self, name, value)
            self.save(update_fields=list(fields))
            account_changed.send_robust(sender=User, user_id=self.pk)

    @transaction.atomic
    def sign_out_everywhere(self) -> None:
        """End all sessions of this account, and the sockets of its pages."""
        User.objects.filter(pk=self.pk).update(sign_outs=F("sign_outs") + 1)
        account_changed.send_robust(sender=User, user_id=self.pk)

    def is_last_admin(self) -> bool:
        """Return whether this is the only active superuser; takes a lock until the transaction ends."""
        # Without the lock, two admins revoking each other's rights at once would each still see the other.
        advisory_lock("admins")
        admins = User.objects.filter(is_superuser=True, is_active=True, is_staff=True)
        return admins.filter(pk=self.pk).exists() and not admins.exclude(pk=self.pk).exists()
