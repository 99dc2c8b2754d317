"""Measurements of fault tests as lines of JSON: `pytest -m faults -n 0 -s` shows them all."""

import json
from collections.abc import Iterable
from statistics import quantiles
from typing import Any


def print_figure(figure: str, **values: Any) -> None:
    """Print one figure."""
    print(json.dumps({"figure": figure, **values}), flush=True)  # noqa: T201


def p95(values: Iterable[float]) -> float:
    """Return the value that one in twenty exceeds, to the millisecond."""
    return round(quantiles(values, n=20, method="inclusive")[-1], 3)
