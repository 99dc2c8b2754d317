"""Seller leaderboards and dashboard numbers, counted from sales and product views."""
