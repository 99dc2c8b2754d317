"""Accounts, guests and their privacy: sign-in, names, visitors, retention and erasure."""
