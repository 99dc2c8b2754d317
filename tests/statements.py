"""The SQL statements of a purchase, including transactions and savepoints."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.gateways.fake import PAYS
from tests import cast


def count_purchase_statements(item: int) -> dict[str, int]:
    """Return the number of statements of a new guest's purchase of one unit, by step."""
    guest, counts, path = Client(SERVER_NAME="localhost"), {}, ""
    forms = {
        "fill": {"item": item, "quantity": 1},
        "check_out": {"key": cast.key()},
        "pay": {"method": PAYS, "key": cast.key(), **cast.ADDRESS},
    }
    for step, form in forms.items():
        address = {"fill": "/cart/add/", "check_out": "/checkout/", "pay": f"{path}pay/"}[step]
        with CaptureQueriesContext(connection) as seen:
            answer = guest.post(address, form)
        if answer.status_code != 302:
            raise AssertionError(f"{step}: {answer.status_code}")
        counts[step], path = len(seen), answer["Location"]
    return counts
