"""The simulator: HTTP clients that shop and negotiate on a running site."""
