"""The description of the carts' JSON, as OpenAPI."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("openapi.json")


@cache
def openapi() -> dict[str, Any]:
    """Return what `openapi.json` says."""
    return json.loads(FILE.read_text())
