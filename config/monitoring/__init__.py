"""Watching the site: is it alive, is it ready, what are its figures, and who asked for what a log line tells."""
