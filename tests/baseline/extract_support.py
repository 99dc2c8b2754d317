"""Write `support.json` anew from MDN: `python -m tests.baseline.extract_support path/to/browser-compat-data.json`."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

BROWSERS = ("chrome", "firefox", "safari")
KEPT = Path(__file__).with_name("support.json")


def first_version(support: Any) -> str | None:
    """Return since when a browser knows a feature without a prefix or a flag; None where it doesn't."""
    # The newest entry comes first; an older one may say that part of it was known before.
    for each in reversed(support) if isinstance(support, list) else [support]:
        version = each.get("version_added")
        if version and not each.get("prefix") and not each.get("flags") and not each.get("version_removed"):
            return re.sub(r"[^\d.]", "", str(version)) or "1"
    return None


def functions(types: Any) -> dict[str, Any]:
    """Return all functions of values by their names."""
    found: dict[str, Any] = {}
    for name, node in types.items():
        if isinstance(node, dict) and name != "__compat":
            found |= functions(node)
            if "__compat" in node:
                found[name] = node
    return found


def extract(data: Any) -> dict[str, dict[str, str | None]]:
    """Return the first supporting version of each browser for each feature."""
    css = data["css"]
    groups = {"properties": css["properties"], "at-rules": css["at-rules"], "selectors": css["selectors"]}
    groups["functions"] = functions({"types": css["types"], "shapes": css["properties"]})
    kept = {}
    for group, nodes in groups.items():
        for name, node in nodes.items():
            if support := node.get("__compat", {}).get("support"):
                kept[f"{group}.{name}"] = {each: first_version(support.get(each, {})) for each in BROWSERS}
    return kept


if __name__ == "__main__":
    from tests.baseline.used_features import all_features

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    known = extract(json.loads(Path(sys.argv[1]).read_text()))
    used = {name: known[name] for name in sorted(all_features()) if name in known}
    KEPT.write_text(json.dumps(used, indent=1) + "\n")
