"""What the site logs while a test runs."""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from config.monitoring.request_id import request_id


@contextmanager
def logged(formatter: logging.Formatter) -> Iterator[Callable[[], str]]:
    """Collect the log of the block, outside of any request; yields a function that returns it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    token = request_id.set("")
    yield stream.getvalue
    request_id.reset(token)
    root.removeHandler(handler)
