"""Commands that do from a shell what the desk does."""
