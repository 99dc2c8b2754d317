"""A page that reads too slowly is disconnected, without effect on others."""

import asyncio

from config.live.sockets import Socket


def test_a_socket_with_too_many_waiting_frames_is_closed_without_sending_them(settings):
    settings.LIVE_OUTBOX = 3
    written = []

    async def run():
        stuck = asyncio.Event()

        async def write(message):
            written.append(message)
            await stuck.wait()

        socket = Socket(write, lambda topic: None, "v", None)
        socket.send("first")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for number in range(4):
            socket.send(str(number))
        assert socket.closing == 1013
        stuck.set()
        await asyncio.sleep(0.01)
        socket.stop()

    asyncio.run(run())
    assert [message.get("text", message.get("code")) for message in written] == ["first", 1013]


def test_a_socket_that_keeps_up_gets_every_frame_in_order(settings):
    settings.LIVE_OUTBOX = 3
    written = []

    async def run():
        async def write(message):
            written.append(message["text"])

        socket = Socket(write, lambda topic: None, "v", None)
        for number in range(50):
            socket.send(str(number))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert socket.closing is None
        socket.stop()

    asyncio.run(run())
    assert written == [str(number) for number in range(50)]
