"""Hostile titles, terms, notes, reasons and names stay text on every page of a trade."""

from decimal import Decimal

import pytest

from marketplace.models import User
from tests import cast
from tests.activity.test_hostile_text_is_inert import HOSTILE, is_inert, read
from tests.trading.conftest import Browser
from tests.trading.rooms import Room
from trading.models import Invitation, Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_room_is_only_text(text):
    alice, bob = cast.shop(name=text[:60] + str(cast.key())[:8]).owner, cast.person("Bob Buyer")
    User.objects.filter(pk__in=[alice.pk, bob.pk]).update(display_name=text[:80])
    alice.refresh_from_db()
    trade = Trade.objects.open_by(alice, title=text[:120], price=Decimal(100), quantity=5, description=text)
    code = trade.invite(by=alice)
    room = Room(trade, alice, bob, code)
    pages = [Browser(bob, room).client.get(f"/trades/join/{code}/")]
    Invitation.objects.redeem(code, by=bob)
    trade.counter(by=bob, version=1, price=Decimal(80), quantity=5, note=text)
    pages += [Browser(user, room).look() for user in (alice, bob)]
    trade.decline(by=alice, counter=1, reason=text)
    trade.amend(by=alice, version=1, price=Decimal(90), quantity=5, description=f"{text} again", reason=text)
    pages += [Browser(user, room).look() for user in (alice, bob)]
    pages.append(Browser(bob, room).take("accept", version=1))
    trade.reject(by=bob, reason=text)
    pages += [Browser(user, room).client.get("/trades/") for user in (alice, bob)]
    for page in pages:
        html = page.content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        seen = read(main)
        assert is_inert(seen)
        assert not seen.tags & {"script", "img", "h6"}
        assert text.split("\x0b")[0][:10].strip() in seen.text, page.request["PATH_INFO"]
