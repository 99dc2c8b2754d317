"""Checkout, deals, purchase limits and the parts of an order that each shop handles."""
