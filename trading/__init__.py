"""Negotiation rooms, where two people agree on a price."""
