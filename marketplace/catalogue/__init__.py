"""Product lists, search, filters and product editing."""
