"""Live topics of carts.

The comments name the keys. `carts/live.py` adds authorization and rendering.
"""

from config.live import ROWS, SHARED, STATE, Topic

cart = Topic("cart", STATE, private=True)  # holder: the cart of one shopper, on all of their pages
line = Topic("line", SHARED)  # item id: price and availability of a cart line
live_carts = Topic("live-carts", ROWS, private=True)  # shop id, or the platform's key: live carts, for staff
