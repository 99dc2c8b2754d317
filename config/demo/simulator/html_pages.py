"""HTML pages, parsed into the links, forms and alerts that the simulator uses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]
VOID_TAGS = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
"""Tags without an end tag."""


@dataclass
class Control:
    """An input, select, textarea or button of a form, with the text of its label."""

    tag: str
    attributes: Attributes
    text: str = ""

    @property
    def name(self) -> str:
        """Name of its value in the submitted form."""
        return self.attributes.get("name", "")

    @property
    def value(self) -> str:
        """Value that it submits."""
        return self.attributes.get("value", "on" if self.is_switch else "")

    @property
    def type(self) -> str:
        """Type, such as text, radio or hidden."""
        return self.attributes.get("type", "submit" if self.tag == "button" else "text")

    @property
    def is_switch(self) -> bool:
        """True for radio buttons and check boxes; they submit a value only if they are checked."""
        return self.type in {"radio", "checkbox"}

    @property
    def is_submitted(self) -> bool:
        """True if a browser would submit it without any change to the form."""
        if not self.name or "disabled" in self.attributes or self.type in {"submit", "button"}:
            return False
        return "checked" in self.attributes if self.is_switch else True


@dataclass
class Form:
    """A form with its action and its controls."""

    action: str
    controls: list[Control] = field(default_factory=list)

    def find_choices(self, name: str) -> list[Control]:
        """Return the enabled controls of that name."""
        return [one for one in self.controls if one.name == name and "disabled" not in one.attributes]

    @property
    def is_open(self) -> bool:
        """True if it has an enabled submit button."""
        buttons = [one for one in self.controls if one.type == "submit"]
        return any("disabled" not in one.attributes for one in buttons)

    def fill(self, **values: str | None) -> dict[str, str]:
        """Return the data to submit. Values of unknown fields are ignored; None leaves a field out."""
        names = {one.name for one in self.controls}
        data = {one.name: one.value for one in self.controls if one.is_submitted}
        data |= {name: value for name, value in values.items() if value is not None and name in names}
        return {name: value for name, value in data.items() if values.get(name, "") is not None}


class Page(HTMLParser):
    """A parsed page."""

    def __init__(self, html: str, url: str = "", status: int = 200) -> None:
        super().__init__()
        self.url, self.status = url, status
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.classes: set[str] = set()
        self.alerts: list[str] = []
        self._form: Form | None = None
        self._control: Control | None = None
        self._in_label = False
        self._alert_depth = self._hidden_depth = 0
        self.feed(html)

    def find_form(self, action: str) -> Form | None:
        """Return the first form with an action that ends like this."""
        return next((form for form in self.forms if form.action.endswith(action)), None)

    def find_links(self, prefix: str) -> list[str]:
        """Return the links with this prefix, each once, in the order of the page."""
        return list(dict.fromkeys(link for link in self.links if link.startswith(prefix)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect links, forms and controls."""
        attributes = {name: value or "" for name, value in attrs}
        self.classes.update(attributes.get("class", "").split())
        self._enter(tag, attributes)
        if tag == "a":
            self.links.append(attributes.get("href", ""))
        elif tag == "form":
            self._form = Form(attributes.get("action", ""))
            self.forms.append(self._form)
        elif tag == "label":
            self._in_label, self._control = True, None
        elif self._form is not None and tag in {"input", "button", "select", "textarea"}:
            self._control = Control(tag, attributes)
            self._form.controls.append(self._control)

    def _enter(self, tag: str, attributes: Attributes) -> None:
        """Count how deep the parser is inside an alert, and inside an element that is not shown."""
        self._alert_depth += bool(self._alert_depth) and tag not in VOID_TAGS
        self._hidden_depth += bool(self._hidden_depth) and tag not in VOID_TAGS
        if (tag == "template" or "hidden" in attributes) and tag not in VOID_TAGS:
            self._hidden_depth = self._hidden_depth or 1
        if attributes.get("role") == "alert" or "notice--error" in attributes.get("class", ""):
            self._alert_depth = self._alert_depth or 1

    def handle_endtag(self, tag: str) -> None:
        """Leave forms, labels, alerts and hidden elements."""
        self._alert_depth = max(0, self._alert_depth - (tag not in VOID_TAGS))
        self._hidden_depth = max(0, self._hidden_depth - (tag not in VOID_TAGS))
        if tag == "form":
            self._form = None
        if tag in {"label", "button", "form"}:
            self._in_label, self._control = False, None

    def handle_data(self, data: str) -> None:
        """Collect the texts of labels, buttons and visible alerts."""
        if self._control is not None and (self._in_label or self._control.tag == "button"):
            self._control.text += data
        if self._alert_depth and not self._hidden_depth and (text := " ".join(data.split())):
            self.alerts.append(text)


def join_texts(texts: Iterable[str]) -> str:
    """Return short texts as one line of at most 160 characters."""
    return " ".join(texts)[:160]
