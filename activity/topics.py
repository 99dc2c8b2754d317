"""Live topics of purchase activity; the comments name the keys.

`activity/live.py` adds authorization and rendering.
"""

from config.live import FACT, SHARED, Topic

toasts = Topic("toasts", FACT)  # purchase toasts, for everybody
buyer = Topic("buyer", FACT, private=True)  # holder: marks the own purchases of a buyer
purchases = Topic("purchases", SHARED)  # the list of recent purchases
