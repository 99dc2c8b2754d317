"""Seller statistics over the sale ledger and product views."""
