"""Each kind of text accepts every script, and refuses characters that a line or paragraph must not contain."""

import unicodedata

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from marketplace.text import form_fields, model_fields
from tests.marketplace.text.hostile_text import BAD_LINES, CONTROLS, GOOD_LINES, UNSEEN

LINES = [
    field
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, model_fields.LineField)
]


@pytest.mark.parametrize("text", BAD_LINES)
def test_no_line_of_any_form_takes_it(text):
    assert len(LINES) > 25
    for field in LINES:
        with pytest.raises(ValidationError):
            field.formfield().clean(text)
        with pytest.raises(ValidationError):
            field.clean(text, None)


@pytest.mark.parametrize("text", GOOD_LINES)
def test_what_people_write_is_kept_in_every_script(text):
    assert form_fields.LineField().clean(f"\u00a0{text}\u2003") == unicodedata.normalize("NFC", text)
    assert form_fields.ParagraphsField().clean(f"{text}\r\n") == unicodedata.normalize("NFC", text)


def test_text_is_kept_composed():
    assert form_fields.NameField().clean("Jose\u0301") == "Jos\u00e9"


@pytest.mark.parametrize("text", [*UNSEEN, *CONTROLS, "a\0b"])
def test_paragraphs_refuse_what_nobody_sees_and_control_characters(text):
    with pytest.raises(ValidationError):
        form_fields.ParagraphsField().clean(text)


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\n", "\u2028", "\x85"])
def test_a_line_break_of_paragraphs_counts_once(line_break):
    assert form_fields.ParagraphsField(max_length=3).clean(f"a{line_break}b") == "a\nb"


def test_an_optional_line_may_be_empty():
    assert form_fields.LineField(required=False).clean(" \u00a0 ") == ""


@pytest.mark.parametrize("name", ["Livestall", "LIVESTALL support", "Livesta\u04cf\u04cf", "Аdmin", "Sup\u200bport"])
def test_a_person_is_not_called_like_the_site(name):
    with pytest.raises(ValidationError, match="This name is reserved"):
        form_fields.NameField().clean(name)


@pytest.mark.parametrize("name", ["Olive Stall", "Teamu", "Livestall Fan", "Adminah"])
def test_a_person_may_be_called_nearly_like_it(name):
    assert form_fields.NameField().clean(name) == name


def test_what_is_looked_for_is_composed_as_titles_are():
    assert form_fields.QueryField().clean(" Cafe\u0301 ") == "Caf\u00e9"
