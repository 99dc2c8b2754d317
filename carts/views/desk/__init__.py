"""Pages of live carts: a shop's desk, and the platform's."""
