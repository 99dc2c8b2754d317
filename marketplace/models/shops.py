"""Shops with their owners and staff."""

from itertools import chain, count
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.errors import Refused
from marketplace.signals import account_changed, selling_ended
from marketplace.text.confusables import MAX_SKELETON_LENGTH, make_skeleton, poses_as_site
from marketplace.text.model_fields import LineField, NoteField, SkeletonField
from marketplace.text.rules import find_problem, normalize_line
from marketplace.web.page_urls import make_slug, marketplace_path

if TYPE_CHECKING:
    from marketplace.models.users import User

WORDS = """
about account accounts activity admin api cart categories checkout desk help invitations leaderboard live livestall
media new open orders outbox products search settings shops staff static support trades visited ws
"""
TAKEN = "Another shop has this name, or one that looks the same."
RESERVED = frozenset(WORDS.split())
"""Words of the site's URLs, and names that would pass for the site."""


def free_slug(name: str) -> str:
    """Return an unused slug for a shop, made from its name."""
    wanted = make_slug(name, 70) or "stall"
    taken = set(Shop.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)


def free_name(name: str, besides: "Shop | None" = None) -> str:
    """Return the stored form of an available shop name.

    Raises `Refused` for invalid characters, for reserved names, and for names that look like another shop's in any
    case, spacing or alphabet.
    """
    name = normalize_line(name)
    if problem := find_problem(name, is_line=True):
        raise Refused(problem, field="name", code="characters")
    if make_slug(name, 70) in RESERVED or make_skeleton(name) in map(make_skeleton, RESERVED) or poses_as_site(name):
        raise Refused("This name is reserved.", field="name", code="reserved")
    others = Shop.objects.exclude(pk=besides.pk) if besides else Shop.objects.all()
    if others.filter(Q(name__iexact=name) | Q(skeleton=make_skeleton(name))).exists():
        raise Refused(TAKEN, field="name", code="taken")
    return name


class ShopQuerySet(models.QuerySet["Shop"]):
    """Shops by state and owner."""

    def open(self) -> "ShopQuerySet":
        """Return open shops."""
        return self.filter(closed_at__isnull=True)

    def run_by(self, user: "User") -> "ShopQuerySet":
        """Return the open shops of an owner or member of staff."""
        # A union uses both indexes. An "or" would read every shop, on every page of a member.
        owned, get_staffed_shop = self.model.objects.filter(owner=user), self.model.objects.filter(staff=user)
        return self.open().filter(pk__in=owned.order_by().values("pk").union(get_staffed_shop.order_by().values("pk")))

    def owned_by(self, user: "User") -> "ShopQuerySet":
        """Return the open shop of an owner."""
        return self.open().filter(owner=user)

    def found(self, owner: "User", *, name: str, blurb: str = "") -> "Shop":
        """Open a shop for an owner, or return the existing one.

        Raises `Refused` for a taken or reserved name, and for the owner of a closed shop.
        """
        try:
            with transaction.atomic():
                return self._found(owner, name, blurb)
        except IntegrityError:
            # The name was taken between the check and the insert.
            raise Refused(TAKEN, field="name", code="taken") from None

    def _found(self, owner: "User", name: str, blurb: str) -> "Shop":
        # If a form is sent twice, the second request waits here and finds the shop of the first.
        get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
        if mine := self.filter(owner=owner).first():
            if mine.closed_at:
                raise Refused("Your shop was closed. Contact us to reopen it.", code="closed")
            return mine
        shop = self.create(owner=owner, name=free_name(name), slug=free_slug(name), blurb=blurb)
        account_changed.send_robust(sender=Shop, user_id=owner.pk)
        return shop


class Shop(models.Model):
    """The shop of a seller. The owner counts as staff."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shop")
    staff = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="works_in", blank=True)
    name = LineField(max_length=80, unique=True)
    skeleton = SkeletonField(
        of="name",
        max_length=MAX_SKELETON_LENGTH,
        unique=True,
        null=True,
        editable=False,
        help_text="Skeleton of the name: the same for all names that look alike.",
    )
    slug = models.SlugField(max_length=80, unique=True)
    blurb = NoteField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ShopQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the shop's page."""
        return marketplace_path("shop", self.slug)

    def clean(self) -> None:
        """Refuse a taken or reserved name, in the admin too."""
        try:
            self.name = free_name(self.name, besides=self if self.pk else None)
        except Refused as refused:
            raise ValidationError({"name": refused.message}) from None

    def people(self) -> "models.QuerySet[User]":
        """Return owner and staff."""
        return get_user_model().objects.filter(Q(shop=self) | Q(works_in=self)).distinct()

    def change(self, *, name: str, blurb: str) -> None:
        """Change name and blurb. The slug stays, so that links keep working.

        Raises `Refused` for a taken name.
        """
        try:
            with transaction.atomic():
                self.name, self.blurb = free_name(name, besides=self), blurb
                self.save(update_fields=["name", "skeleton", "blurb"])
        except IntegrityError:
            raise Refused(TAKEN, field="name", code="taken") from None

    @transaction.atomic
    def hand_over(self, to: "User") -> None:
        """Give the shop another owner. The former owner loses access, and their open trades for the shop end.

        Sales stay with their seller. Raises `Refused` for an inactive account and for one with a shop.
        """
        # Of two simultaneous changes, the second finds the owner of the first.
        shop = Shop.objects.select_for_update(no_key=True).get(pk=self.pk)
        before = shop.owner_id
        if to.pk == before:
            return
        if not to.is_active:
            raise Refused("This account is deactivated or deleted.", field="owner", code="off")
        if Shop.objects.filter(owner=to).exists():
            raise Refused("This account already has a shop.", field="owner", code="has_shop")
        Shop.objects.filter(pk=self.pk).update(owner=to)
        self.owner = to
        reason = "The shop has another owner."
        selling_ended.send_robust(sender=Shop, shop_id=self.pk, user_id=before, reason=reason)
        for user_id in sorted({before, to.pk}):
            account_changed.send_robust(sender=Shop, user_id=user_id)

    @transaction.atomic
    def remove_staff(self, user: "User") -> bool:
        """Remove a member of staff at once, on their open pages too; False if the user is not staff."""
        was_here = self.staff.filter(pk=user.pk).exists()
        self.staff.remove(user)
        self.invitations.filter(email=user.email.lower()).withdraw()
        account_changed.send_robust(sender=Shop, user_id=user.pk)
        return was_here
