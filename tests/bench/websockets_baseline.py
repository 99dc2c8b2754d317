"""A reference server without a framework: `websockets.broadcast` of the lines of its standard input.

Each line of the input is one message to all clients.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.frames import Frame, Opcode

connections: set[ServerConnection] = set()


async def keep_connection(connection: ServerConnection) -> None:
    """Keep one connection until it ends."""
    connections.add(connection)
    try:
        await connection.wait_closed()
    finally:
        connections.discard(connection)


def write_to_all(connections: Iterable[ServerConnection], text: str) -> None:
    """Write one prepared frame to all connections: the upper bound for asyncio's transports."""
    frame = Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
    for connection in connections:
        connection.transport.write(frame)


async def main(port: int, tell: Callable[[Iterable[ServerConnection], str], None]) -> None:
    """Serve until the input ends."""
    reader = asyncio.StreamReader(limit=2**20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with serve(
        keep_connection, "127.0.0.1", port, compression=None, ping_interval=None, backlog=1024, open_timeout=60
    ):
        while line := await reader.readline():
            tell(connections, line.decode().rstrip("\n"))
            await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), write_to_all if sys.argv[2:] == ["prepared"] else broadcast))
