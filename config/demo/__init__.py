"""The demo site: invented shops, people, products and history, and the shopper that keeps it moving."""
