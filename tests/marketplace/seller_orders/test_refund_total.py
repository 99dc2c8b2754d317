"""The sum of a refund is shown by the server while its lines are chosen, with and without scripts."""

import pytest

from marketplace.models import Refund

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def ask(market, *titles, who="alice", **headers):
    lines = market.order.lines.filter(title__in=titles)
    sent = {"lines": [line.pk for line in lines], "reason": "Too small"}
    return market.client(who).post(market.about("seller_refund_total"), sent, headers=headers, follow=True)


def ticks(page):
    """Return of each line's box whether it is ticked."""
    boxes = [part.split(">", 1)[0] for part in page.split("<input")]
    return ["checked" in box for box in boxes if 'name="lines"' in box]


def test_nothing_is_ticked_at_first(market):
    page = market.client("alice").get(market.about("seller_refund")).content.decode()
    assert ticks(page) == [False, False]
    assert "€0.00" in page


def test_a_script_gets_the_sum_alone(market):
    answer = ask(market, "Boots", "Socks", **{"HX-Request": "true"}).content.decode()
    assert "€92.00" in answer
    assert "<html" not in answer


def test_without_scripts_the_form_comes_back_as_it_was_with_the_sum(market):
    answer = ask(market, "Socks")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "€12.00" in page.split('id="refund-sum"', 1)[1][:200]
    assert 'value="Too small"' in page
    assert sorted(ticks(page)) == [False, True]


def test_a_form_without_a_reason_is_not_refused_yet(market):
    sent = {"lines": [market.order.lines.get(title="Socks").pk]}
    answer = market.client("alice").post(market.about("seller_refund_total"), sent, follow=True)
    assert answer.status_code == 200
    assert "field__error" not in answer.content.decode()


@pytest.mark.parametrize("titles", [(), ("Lamp",), ("Socks", "Lamp")])
def test_lines_that_can_not_go_back_come_to_nothing(market, titles):
    assert "€0.00" in ask(market, *titles, **{"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize("who", ["sam", "eve", "bob"])
def test_others_learn_no_sum(market, who):
    assert ask(market, "Socks", who=who).status_code == 404


def test_asking_for_the_sum_gives_nothing_back(market):
    ask(market, "Socks")
    assert not Refund.objects.exists()
