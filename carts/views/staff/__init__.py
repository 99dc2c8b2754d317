"""Pages of live carts for staff of a shop and of the platform."""
