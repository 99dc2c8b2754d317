"""Database helpers: batches, raw rows and deletion of referenced rows."""
