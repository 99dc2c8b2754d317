"""Servers are killed, frozen, flushed and starved under real processes; pages and buyers must recover."""
