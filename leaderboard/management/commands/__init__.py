"""Commands that recount."""
