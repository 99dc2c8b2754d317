"""What negotiation rooms tell open pages: that the terms moved, that a list of trades changed."""

from config import live
from marketplace.models import User
from trading.models import Trade


def may_sit_in(asker: live.Asker, number: str) -> bool:
    """Tell whether the asker is one of the two at the table."""
    user = User.objects.filter(pk=asker.user_id or 0, is_active=True).first()
    return user is not None and Trade.objects.involving(user).filter(number=number).exists()


def is_own_list(asker: live.Asker, user_id: str) -> bool:
    """Tell whether these trades are the asker's."""
    return asker.user_id is not None and str(asker.user_id) == user_id


def is_platform(asker: live.Asker, key: str) -> bool:
    """Tell whether the asker works for the platform."""
    return User.objects.filter(pk=asker.user_id or 0, is_active=True, is_staff=True).exists()


trade = live.Topic("trade", live.STATE, may=may_sit_in)
my_trades = live.Topic("my-trades", live.STATE, may=is_own_list)
all_trades = live.Topic("all-trades", live.STATE, may=is_platform)
