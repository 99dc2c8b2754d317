"""Payment providers of the tests, and the site's behaviour while one of them does not answer."""
