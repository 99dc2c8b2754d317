"""Stripe, with a provider of our own in its place."""
