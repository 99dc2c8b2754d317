"""Management of the marketplace."""
