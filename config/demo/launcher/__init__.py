"""The launcher: starts the demo's processes, restarts those that fail, and stops them together."""
