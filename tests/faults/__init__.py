"""Servers killed, frozen, emptied and starved under real processes: what pages and buyers notice of it."""
