"""The cache of the site: a Redis that a page can do without."""
