"""What all tests share: servers, the cast, and fast settings that change nothing else."""

from config import servers

servers.start()
