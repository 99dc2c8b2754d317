"""Health checks of the containers: `python config/docker/healthy.py web` or `beat` ends with 0 when all is well."""

import http.client
import os
import sys
import time
from http import HTTPStatus
from pathlib import Path

STALE_SECONDS = 600
"""Beat writes its timetable down every three minutes."""


def is_web_healthy(port: int = 8000) -> bool:
    """Tell whether the web process in this container answers."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        line.close()


def is_beat_healthy() -> bool:
    """Tell whether beat wrote its timetable down lately."""
    files = Path(os.environ["LIVESTALL_DATA_DIR"]).glob("beat-schedule*")
    return any(time.time() - file.stat().st_mtime < STALE_SECONDS for file in files)


if __name__ == "__main__":
    sys.exit(not {"web": is_web_healthy, "beat": is_beat_healthy}[sys.argv[1]]())
