"""Which visits and product views are counted."""
