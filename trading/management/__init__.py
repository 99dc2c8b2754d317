"""Management of trades."""
