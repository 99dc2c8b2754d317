"""The demo's data: invented shops, people, products and history, and the loaders that write them to the database."""
