"""Views of the cart and of checkout."""
