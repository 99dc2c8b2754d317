"""Live carts for staff: the list, one cart with its history, stock demand and analytics."""
