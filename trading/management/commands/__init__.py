"""Commands that open trades."""
