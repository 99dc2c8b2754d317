"""What the site's stylesheets use of CSS: properties, rules, selectors and functions, as MDN names them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

COMMENT, STRING = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r'"[^"]*"|url\([^)]*\)')
DECLARATION = re.compile(r"(?:^|[{;])\s*([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])", re.MULTILINE)
AT_RULE, PSEUDO, FUNCTION = (
    re.compile(r"@([a-z-]+)"),
    re.compile(r"::?([a-z-]+)(?=[\s,{(.:)\[>+~])"),
    re.compile(r"([a-z-]+)\("),
)


def stylesheets() -> list[Path]:
    """Return the site's own stylesheets."""
    return sorted((Path(settings.BASE_DIR) / "static" / "css").glob("*.css"))


def features(css: str) -> Iterator[str]:
    """Yield a stylesheet's features, such as `properties.gap`, `at-rules.layer`, `selectors.has`, `functions.oklch`."""
    plain = STRING.sub('""', COMMENT.sub("", css))
    for rule in AT_RULE.findall(plain):
        yield f"at-rules.{rule}"
    for name, value in DECLARATION.findall(plain):
        if not name.startswith("--"):
            yield f"properties.{name}"
        for function in FUNCTION.findall(value):
            yield f"functions.{function}"
    for head in re.findall(r"([^{};]+)\{", plain):
        if not head.strip().startswith("@"):
            for pseudo in PSEUDO.findall(f"{head.strip()} "):
                yield f"selectors.{pseudo}"


@cache
def all_features() -> dict[str, set[str]]:
    """Return the used features with the names of their stylesheets."""
    found: dict[str, set[str]] = {}
    for path in stylesheets():
        for feature in features(path.read_text()):
            found.setdefault(feature, set()).add(path.name)
    return found
