"""The desk: where a shop's owner and staff work."""
