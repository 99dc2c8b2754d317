"""Live topics of orders, stock and product pages.

The comments name the keys. `marketplace/live.py` adds authorization and rendering.
"""

from config.live import SHARED, STATE, Topic

stock = Topic("stock", SHARED)  # product id: sizes and stock on its page
card = Topic("card", SHARED)  # product id: stock on its card in lists
gallery = Topic("gallery", SHARED)  # product id: pictures on its page
shelves = Topic("shelves", STATE)  # the product lists of the home page
order = Topic("order", STATE, private=True)  # order number: the order page and checkout of its buyer
shop_orders = Topic("shop-orders", STATE, private=True)  # shop id: the orders of a shop, for its staff
outbox = Topic("outbox", STATE, private=True)  # mails of a local site
