"""What carts tell open pages: that the shopper's own cart changed."""

from config import live

cart = live.Topic("cart", live.STATE, may=lambda asker, holder: holder == asker.holder)
