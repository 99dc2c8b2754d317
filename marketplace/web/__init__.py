"""Helpers of web pages: page URLs, typed requests, SEO and sitemaps."""
