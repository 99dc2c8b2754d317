"""People with an account."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower, Now

from marketplace.names import initials
from marketplace.signals import person_changed


class UserManager(BaseUserManager["User"]):
    """Makes people; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who signs in with an e-mail address; ValueError without one."""
        if not email:
            raise ValueError("email: an address is needed")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an admin, who may do everything in Django's admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account: shopper, seller, employee or admin."""

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=80, blank=True)
    show_purchase_activity = models.BooleanField(
        "show my purchases to other shoppers",
        default=True,
        help_text="Initials and place only. Switching it off also takes back what is shown right now.",
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may use the admin", default=False)
    date_joined = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ignores_case")]

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_short_name(self) -> str:
        """Return what to call the person on a page."""
        return self.display_name or "you"

    @property
    def initials(self) -> str:
        """Return the initials of the display name; empty without one."""
        return initials(self.display_name)

    def change_profile(self, **fields: Any) -> None:
        """Save profile fields (name, city, region, activity switch) and tell whoever shows them."""
        with transaction.atomic():
            for name, value in fields.items():
                setattr(self, name, value)
            self.save(update_fields=list(fields))
            person_changed.send_robust(sender=User, user_id=self.pk)
