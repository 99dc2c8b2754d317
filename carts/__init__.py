"""Carts, their history, and the way to the till."""
