"""No page puts white space before a full stop, a comma or a colon, as a line break in a template would."""

import re

import pytest

from tests.whole_site import WholeSite

pytestmark = [pytest.mark.django_db, pytest.mark.detail]
HIDDEN = re.compile(r'<span class="visually-hidden">[^<]*</span>')
INLINE = re.compile(r"</?(?:a|abbr|b|bdi|em|i|ins|del|q|small|span|strong|time)\b[^>]*>")
SOURCES = re.compile(r"<(script|style|template|textarea|svg)\b.*?</\1>", re.DOTALL)
APART = re.compile(r"\w ([.,:;])(?=\s|$)")


def sentences(html: str) -> list[str]:
    """Return the text of each block of a page as a browser shows it, then as a screen reader reads it."""
    source = SOURCES.sub("\0", html)
    texts = [re.sub(r"<[^>]*>", "\0", INLINE.sub("", text)) for text in (HIDDEN.sub("", source), source)]
    return [" ".join(block.split()) for text in texts for block in text.split("\0")]


def test_no_sign_stands_apart_from_its_word():
    site = WholeSite()
    site.write_mails()
    clients = {role: site.client(role) for role in ("guest", "bob", "alice", "admin")}
    found, read = {}, 0
    for role, url in site.pages():
        texts = sentences(clients[role].get(url).content.decode())
        read += len([text for text in texts if text])
        if apart := [text for text in texts if APART.search(text)]:
            found[role, url] = apart[:3]
    assert read > 3000
    assert not found
