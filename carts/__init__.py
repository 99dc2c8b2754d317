"""Carts, their history, reminders and checkout."""
