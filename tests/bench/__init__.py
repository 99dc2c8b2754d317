"""Measurements: commands that print one JSON line per figure, and that no ordinary run asserts on."""
