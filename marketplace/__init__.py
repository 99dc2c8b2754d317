"""People, shops, products, stock, orders and payments: the facts everything else stands on."""
