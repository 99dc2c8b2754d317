"""The site as it runs for real, except that its Stripe is a server of the tests', named by `STAND_IN`.

That address takes Stripe's place in the library and in the content security policy; all else is as it is.
"""

import os
import sys
from typing import Any

import django
from django.conf import settings

from config.server import run_server

if __name__ == "__main__":
    django.setup()
    from marketplace.gateways import stripe

    stripe.ADDRESSES["api"] = os.environ["STAND_IN"]
    policy: Any = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    targets = [
        target.replace("https://checkout.stripe.com", os.environ["STAND_IN"]) for target in policy["form-action"]
    ]
    policy["form-action"] = targets
    run_server(sys.argv[1:])
