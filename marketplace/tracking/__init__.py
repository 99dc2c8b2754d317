"""Counting of visits and product views."""
