"""Accounts, shops, products, stock, orders and payments: the base of the other apps."""
