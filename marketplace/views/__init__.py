"""Pages of the catalogue, of orders, and of one's own account."""
