"""Template tags of negotiation."""
