"""User texts in right-to-left scripts do not reverse the words, amounts and times beside them."""

import json
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from marketplace.models import Mail
from marketplace.text.bidi import END, START, isolate
from tests import cast
from tests.whole_site import WholeSite

pytestmark = pytest.mark.detail

TURNED = "\u202eegap"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "b", "button", "del", "em", "i", "ins", "label", "small", "span", "strong", "time"}
APART = {"textarea", "option", "script", "style", "bdi"}


class Exposed(HTMLParser):
    """Collects user texts that can reverse their neighbours: without mark, `<bdi>`, `dir=auto` or own block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.blocks: list[list[str]] = [[]]
        self.found: list[str] = []
        self.seen = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        for name, value in given.items():
            # The admin's labels for a screen reader are spoken, not drawn.
            if TURNED in (value or "") and not (tag == "input" and name in {"value", "aria-label"}):
                self.look(value, f"{tag}[{name}]")
        if tag not in VOID:
            self.open.append((tag, tag in APART or given.get("dir") == "auto"))
            if tag not in INLINE:
                self.blocks.append([])

    def handle_endtag(self, tag):
        while self.open:
            last = self.open.pop()[0]
            if last not in INLINE:
                self.end_block(self.blocks.pop(), last)
            if last == tag:
                return

    def handle_data(self, data):
        self.seen += TURNED in data
        if not any(apart for _, apart in self.open):
            self.blocks[-1].append(data)

    def end_block(self, texts, tag):
        """Check one block; a text alone in its block has no neighbours to reverse."""
        said = [text for text in texts if text.strip()]
        if len(said) > 1:
            self.look(" ".join("".join(texts).split()), tag)

    def look(self, text, where):
        self.found += [f"{where}: {line!r}" for line in text.split("\n") if TURNED in line and not is_isolated(line)]


def is_isolated(line):
    """Tell whether each override of a line stands between isolating marks that end before the line does."""
    depth = 0
    for sign in line:
        depth += (sign in "\u2066\u2067\u2068") - (sign == END)
        if sign == "\u202e" and depth < 1:
            return False
    return depth == 0


@pytest.fixture
def site(db):
    site = WholeSite()
    site.fill(f"Anna {TURNED} 5")
    return site


def exposed(client, url):
    page = client.get(url)
    reader = Exposed()
    reader.feed(page.content.decode())
    return page.status_code, reader


def test_no_page_shows_a_text_that_turns_its_surroundings(site):
    clients = {role: site.client(role) for role in ("guest", "bob", "alice", "admin")}
    found, seen = {}, 0
    for role, url in site.pages():
        status, reader = exposed(clients[role], url)
        assert status == 200, (role, url, status)
        seen += reader.seen
        if reader.found:
            found[role, url] = reader.found[:4]
    assert seen > 300
    assert not found, json.dumps({" ".join(key): value for key, value in found.items()}, indent=1)


def test_no_page_of_the_admin_does(site):
    found, seen, client = {}, 0, site.client("admin")
    for _, url in site.admin_pages():
        status, reader = exposed(client, url)
        assert status == 200, url
        seen += reader.seen
        if reader.found:
            found[url] = reader.found[:4]
    assert seen > 100
    assert not found, json.dumps(found, indent=1)


def test_no_mail_does(site):
    site.write_mails()
    assert Mail.objects.count() > 5
    for mail in Mail.objects.all():
        reader = Exposed()
        reader.feed(mail.html)
        assert not reader.found
        for line in [mail.subject, *mail.text.split("\n")]:
            assert is_isolated(line), line


@pytest.mark.parametrize(
    "text", [TURNED, "\u2069\u202eegap", "\u2067abc", "שלום", "a\n\u202eb", "\u2066a\u2069b\u202e"]
)
def test_whatever_a_text_holds_it_ends_where_it_ends(text):
    for line in isolate(text).split("\n"):
        assert is_isolated(line)
    assert isolate(isolate(text)).count("\u202e") == text.count("\u202e")


@pytest.mark.parametrize("text", ["Anna", "Ødegård", "東京", "👩‍👩‍👧", ""])
def test_text_from_left_to_right_stays_as_it_is(text):
    assert isolate(text) == text


def test_a_variable_is_isolated_and_escaped_and_markup_is_left_alone():
    printed = Template("{{ a }}|{{ b }}|{{ a|force_escape }}").render(Context({"a": "<\u202e", "b": mark_safe("<i>ש")}))
    assert printed == f"{START}&lt;\u202e{END}|<i>ש|&lt;\u202e"


def test_what_was_typed_comes_back_without_marks(client, db):
    page = client.get("/search/", {"q": "שלום"})
    assert 'value="שלום"' in page.content.decode()
    assert cast.category()
