"""The site with a log of all renders of a product's stock; started like `config.server`, by tests only."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import server
from config.asgi import application  # noqa: F401
from marketplace.topics import stock


def count_renders(render: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """Return `render` with a log of its calls in a file of this process: time (Unix seconds) and key."""
    notes = Path(os.environ["LIVESTALL_DATA_DIR"]) / f"renders-{os.getpid()}"

    def noted(key: str) -> str | None:
        with notes.open("a") as file:
            file.write(f"{time.time()} {key}\n")
        return render(key)

    return noted


if __name__ == "__main__":
    assert stock.render is not None
    stock.render = count_renders(stock.render)
    server.run_server(sys.argv[1:])
