"""The admin of the marketplace."""
