#!/usr/bin/env python
"""Command line of the site; starts the embedded servers where none are configured."""

import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config import servers

    try:
        servers.start()
    except servers.ServersError as failure:
        sys.exit(str(failure))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
