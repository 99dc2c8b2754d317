"""Payment providers of the tests, and what the site does while one of them is silent."""
