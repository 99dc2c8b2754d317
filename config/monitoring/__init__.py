"""Monitoring: health, readiness, metrics, logs and request ids."""
