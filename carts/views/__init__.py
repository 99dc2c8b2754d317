"""Pages of the cart and of checkout."""
