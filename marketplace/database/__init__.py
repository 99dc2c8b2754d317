"""Database helpers: batches, pagination, raw rows and deletion of referenced rows."""
