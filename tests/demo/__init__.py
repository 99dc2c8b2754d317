"""The demo: data, loading, pictures, simulator and launcher."""
