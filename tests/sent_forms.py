"""Finds the fields that a browser sends with a form: those inside it, and those that refer to its id."""

from html.parser import HTMLParser


class FormParser(HTMLParser):
    """The forms of a page with their fields, associated as browsers do it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[dict[str, str], dict[str, str]]] = []
        self._first: dict[str, str] = {}
        self._by_id: dict[str, dict[str, str]] = {}
        self._apart: list[tuple[str, dict[str, str]]] = []
        self._area = ""
        self._inside = False
        self.feed(html)
        self.close()
        for owner, attrs in self._apart:
            # A duplicate id refers to the first element with it, of any kind.
            if self._first.get(owner) == "form":
                self._keep(self._by_id[owner], attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a form or a field."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self._first.setdefault(given["id"], tag)
        if tag == "form":
            fields: dict[str, str] = {}
            self.forms.append((given, fields))
            self._by_id.setdefault(given.get("id", ""), fields)
            self._inside = True
        elif tag in {"input", "textarea", "select"} and "name" in given and "disabled" not in given:
            self._area = given["name"] if tag == "textarea" else ""
            if "form" in given:
                self._apart.append((given["form"], given))
            elif self._inside:
                self._keep(self.forms[-1][1], given)

    @staticmethod
    def _keep(fields: dict[str, str], attrs: dict[str, str]) -> None:
        if attrs.get("type") not in {"checkbox", "radio"} or "checked" in attrs:
            fields[attrs["name"]] = attrs.get("value", "")

    def handle_data(self, data: str) -> None:
        """Keep the text of a text area."""
        if self._area and self._inside:
            self.forms[-1][1][self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or a text area."""
        self._inside &= tag != "form"
        self._area = "" if tag == "textarea" else self._area


def find_sent_fields(html: str, action: str) -> dict[str, str]:
    """Return the data of the form with this action; ValueError if the page does not have exactly one."""
    (fields,) = [fields for attrs, fields in FormParser(html).forms if attrs.get("action") == action]
    return fields
