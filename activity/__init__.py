"""Purchase activity: recent purchases, shown as toasts on open pages and as a list."""
