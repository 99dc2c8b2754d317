"""Normalizes HTML, so that tests do not depend on line breaks of templates."""

import re

BLOCKS = "article|dd|div|dl|dt|h1|h2|h3|li|ol|p|section|svg|table|tbody|td|th|thead|tr|ul"


def normalize_html(html: str | bytes) -> str:
    """Return HTML in one line without invisible white space: in tags, around block elements, inside buttons."""
    text = html.decode() if isinstance(html, bytes) else html
    text = re.sub(r"\s+", " ", text).replace(" >", ">")
    text = re.sub(rf" ?(</?(?:{BLOCKS})\b[^>]*>) ?", r"\1", text)
    return re.sub(r"(<button\b[^>]*>) | (?=</button>)", r"\1", text).strip()
