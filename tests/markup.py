"""HTML in one line, for tests of words and tags in a row, wherever templates and formatters break lines."""

import re

BLOCKS = "article|dd|div|dl|dt|h1|h2|h3|li|ol|p|section|svg|table|tbody|td|th|thead|tr|ul"


def normalize_html(html: str | bytes) -> str:
    """Return HTML without the white space that no browser shows: in tags, around block elements, inside buttons."""
    text = html.decode() if isinstance(html, bytes) else html
    text = re.sub(r"\s+", " ", text).replace(" >", ">")
    text = re.sub(rf" ?(</?(?:{BLOCKS})\b[^>]*>) ?", r"\1", text)
    return re.sub(r"(<button\b[^>]*>) | (?=</button>)", r"\1", text).strip()
