"""Currencies and money fields."""
