"""Measurements need Linux: they give each process a core of its own, and wait for sockets by epoll."""

import sys

collect_ignore_glob = [] if sys.platform == "linux" else ["*.py"]
