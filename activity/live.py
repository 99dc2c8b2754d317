"""What activity tells open pages: purchases to everybody, and to buyers which of them are their own."""

from config import live


def is_own(asker: live.Asker, holder: str) -> bool:
    """Tell whether these purchases are the asker's."""
    return asker.holder == holder


toasts = live.Topic("toasts", live.FACT)
buyer = live.Topic("buyer", live.FACT, may=is_own)
