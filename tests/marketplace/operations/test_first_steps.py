"""The first steps of a new site: asked for, tried, repeatable, and named while they are missing."""

import builtins
import getpass
import sys

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from marketplace.management.commands.first_steps import PASSWORD_VARIABLE
from marketplace.models import Category, User
from marketplace.operations import checks
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(settings):
    """Settings of a public site that takes real money and sends real mail."""
    settings.IS_LOCAL = False
    settings.PAYMENT_GATEWAY, settings.STRIPE_SECRET_KEY = "stripe", "sk_live_1"
    settings.STRIPE_WEBHOOK_SECRET = "whsec_1"


@pytest.fixture
def mail_server(monkeypatch):
    """Let the mailbox of the tests count as a mail server."""
    monkeypatch.setattr(checks, "FILES", set())


@pytest.fixture
def terminal(monkeypatch):
    """Answer the questions of the command in their order."""
    answers: list[str] = []
    questions: list[str] = []

    def answer(question: str) -> str:
        questions.append(question)
        return answers.pop(0)

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(builtins, "input", answer)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: cast.PASSWORD)
    return answers, questions


def test_an_empty_site_is_told_everything_it_lacks(capsys):
    with pytest.raises(CommandError, match="origin, payment, mail, administrator, categories") as refused:
        call_command("first_steps", "--no-input")
    assert refused.value.returncode == 1
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()] == ["missing"] * 5
    assert "SITE_ORIGINS" in out and "PAYMENT_GATEWAY" in out and "EMAIL_URL" in out


def test_options_set_up_a_site(public, mail_server, monkeypatch, capsys, mailoutbox):
    monkeypatch.setenv(PASSWORD_VARIABLE, cast.PASSWORD)
    steps = ("--administrator", "Ada@example.com", "--name", "Ada", "--categories", "Shoes, Bücher ,Shoes,")
    call_command("first_steps", "--no-input", *steps, "--mail-to", "ada@example.com")
    ada = User.objects.get(email="ada@example.com")
    assert ada.is_superuser and ada.check_password(cast.PASSWORD) and ada.display_name == "Ada"
    slugs = list(Category.objects.values_list("name", "slug", "position"))
    assert slugs == [("Shoes", "shoes", 0), ("Bücher", "bucher", 1)]
    assert [one.to for one in mailoutbox] == [["ada@example.com"]]
    assert "Ready to sell" in capsys.readouterr().out


def test_they_can_be_repeated(public, mail_server, monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, cast.PASSWORD)
    for _ in range(2):
        call_command("first_steps", "--no-input", "--administrator", "ada@example.com", "--categories", "Shoes,Hats")
    assert (User.objects.count(), Category.objects.count()) == (1, 2)


def test_a_site_that_has_everything_is_asked_for_nothing_but_a_mail(public, mail_server, terminal):
    answers, questions = terminal
    cast.category()
    User.objects.create_superuser("ada@example.com", cast.PASSWORD)
    answers += [""]
    call_command("first_steps")
    assert len(questions) == 1 and "trial mail" in questions[0]


def test_questions_set_up_a_site(public, mail_server, terminal, mailoutbox):
    answers, _ = terminal
    answers += ["nonsense", "ada@example.com", "Ada", "Shoes, Hats", "ada@example.com"]
    answers.insert(1, "Ada")
    call_command("first_steps")
    assert User.objects.get().email == "ada@example.com"
    assert Category.objects.count() == 2 and len(mailoutbox) == 1


def test_each_question_can_be_skipped(public, mail_server, terminal):
    answers, _ = terminal
    answers += ["", "", ""]
    with pytest.raises(CommandError, match=r"yet: administrator, categories\.$"):
        call_command("first_steps")
    assert not User.objects.exists() and not Category.objects.exists()


def test_a_skipped_step_is_not_missed(public, mail_server, capsys):
    call_command("first_steps", "--no-input", "--skip", "administrator", "--skip", "categories")
    assert capsys.readouterr().out.count("skipped") == 2


@pytest.mark.parametrize(
    ("password", "says"), [("", PASSWORD_VARIABLE), ("12345678", "too common"), ("short", "too short")]
)
def test_an_administrator_needs_a_good_password(public, mail_server, monkeypatch, capsys, password, says):
    monkeypatch.setenv(PASSWORD_VARIABLE, password)
    with pytest.raises(CommandError, match="administrator"):
        call_command("first_steps", "--no-input", "--administrator", "ada@example.com")
    assert says in capsys.readouterr().err and not User.objects.exists()


def test_a_mail_server_that_refuses_is_reported(public, mail_server, monkeypatch, capsys):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError("Connection refused")

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    with pytest.raises(CommandError, match="yet: mail"):
        call_command("first_steps", "--no-input", "--mail-to", "ada@example.com")
    assert "Connection refused" in capsys.readouterr().err


def ids(**options):
    """Return the ids of our warnings before a deployment."""
    found = run_checks(include_deployment_checks=True, **options)
    return {one.id for one in found if str(one.id).startswith("marketplace.")}


def test_the_check_before_a_deployment_knows_money_mail_and_origin():
    assert ids() == {checks.PLAY_MONEY, checks.MAIL_TO_FILES, checks.NO_ORIGIN}


def test_the_check_of_the_database_knows_categories(public, mail_server):
    assert ids(databases=["default"]) == {checks.NO_CATEGORIES}
    cast.category()
    assert ids(databases=["default"]) == set()


def test_keys_of_stripe_for_tests_are_play_money(public, mail_server, settings):
    settings.STRIPE_SECRET_KEY = "sk_test_1"
    assert ids() == {checks.PLAY_MONEY}


def test_ordinary_checks_are_silent():
    assert not [one for one in run_checks() if str(one.id).startswith("marketplace.")]
