"""Web pages as a browser without scripts reads them: links, forms and what went wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]


@dataclass
class Control:
    """One input, select or button of a form, with the text of the label around it."""

    tag: str
    attributes: Attributes
    text: str = ""

    @property
    def name(self) -> str:
        """What its value is sent as."""
        return self.attributes.get("name", "")

    @property
    def value(self) -> str:
        """What it sends."""
        return self.attributes.get("value", "on" if self.is_switch else "")

    @property
    def kind(self) -> str:
        """Its type, such as text, radio or hidden."""
        return self.attributes.get("type", "submit" if self.tag == "button" else "text")

    @property
    def is_switch(self) -> bool:
        """Tell whether it sends something only when it is on."""
        return self.kind in {"radio", "checkbox"}

    @property
    def is_sent(self) -> bool:
        """Tell whether it is sent as the page stands."""
        if not self.name or "disabled" in self.attributes or self.kind in {"submit", "button"}:
            return False
        return "checked" in self.attributes if self.is_switch else True


@dataclass
class Form:
    """A form: where it goes and what it would send."""

    action: str
    controls: list[Control] = field(default_factory=list)

    def choices(self, name: str) -> list[Control]:
        """The controls of that name that can be used."""
        return [one for one in self.controls if one.name == name and "disabled" not in one.attributes]

    @property
    def is_open(self) -> bool:
        """Tell whether it has a button that can be pressed."""
        buttons = [one for one in self.controls if one.kind == "submit"]
        return any("disabled" not in one.attributes for one in buttons)

    def filled(self, **wishes: str | None) -> dict[str, str]:
        """What it sends with those fields it has filled in as wished; None leaves a field out."""
        known = {one.name for one in self.controls}
        sent = {one.name: one.value for one in self.controls if one.is_sent}
        sent |= {name: value for name, value in wishes.items() if value is not None and name in known}
        return {name: value for name, value in sent.items() if wishes.get(name, "") is not None}


class Page(HTMLParser):
    """A page taken apart."""

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
        self._alert_depth = self._unseen_depth = 0
        self.feed(html)

    def form(self, action: str) -> Form | None:
        """The first form whose address ends so."""
        return next((form for form in self.forms if form.action.endswith(action)), None)

    def links_to(self, start: str) -> list[str]:
        """The different links that begin so, in order."""
        return list(dict.fromkeys(link for link in self.links if link.startswith(start)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, forms and their controls."""
        attributes = {name: value or "" for name, value in attrs}
        self.classes.update(attributes.get("class", "").split())
        self._alert_depth += bool(self._alert_depth) and tag not in VOID
        self._unseen_depth += bool(self._unseen_depth) and tag not in VOID
        if (tag == "template" or "hidden" in attributes) and tag not in VOID:
            self._unseen_depth = self._unseen_depth or 1
        if attributes.get("role") == "alert" or "notice--error" in attributes.get("class", ""):
            self._alert_depth = self._alert_depth or 1
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

    def handle_endtag(self, tag: str) -> None:
        """Note where forms, labels and alerts end."""
        self._alert_depth = max(0, self._alert_depth - (tag not in VOID))
        self._unseen_depth = max(0, self._unseen_depth - (tag not in VOID))
        if tag == "form":
            self._form = None
        if tag in {"label", "button", "form"}:
            self._in_label, self._control = False, None

    def handle_data(self, data: str) -> None:
        """Keep the words beside a control, and those of alerts that are seen."""
        if self._control is not None and (self._in_label or self._control.tag == "button"):
            self._control.text += data
        if self._alert_depth and not self._unseen_depth and (words := " ".join(data.split())):
            self.alerts.append(words)


VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def words(parts: Iterable[str]) -> str:
    """Short texts as one line."""
    return " ".join(parts)[:160]
