"""The seller dashboard: pages for a shop's owner and staff."""
