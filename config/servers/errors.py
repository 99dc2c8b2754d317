"""Errors of embedded servers."""


class ServersError(Exception):
    """An embedded server cannot run here; the message says why, in words for the person at the terminal."""
