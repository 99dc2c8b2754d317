"""Operation of the whole site: maintenance mode, backup and restore, and the list of erasures."""
