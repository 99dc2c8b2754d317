"""The OpenAPI description of the JSON API of carts."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = Path(__file__).with_name("openapi.json")


@cache
def openapi() -> dict[str, Any]:
    """Return the content of `openapi.json`, with the limits of this site's settings."""
    described: dict[str, Any] = json.loads(FILE.read_text())
    schemas = described["components"]["schemas"]
    items = schemas["Update"]["properties"]["items"]
    items["maxItems"] = settings.MAX_CART_LINES
    for line in (items["items"], schemas["Line"]):
        line["properties"]["quantity"]["maximum"] = settings.MAX_LINE_QUANTITY
    return described
