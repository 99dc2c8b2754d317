"""Live carts: what those who run a shop see of carts that are being built, and what they count."""
