"""Accounts: opened, proved, left everywhere, deleted."""
