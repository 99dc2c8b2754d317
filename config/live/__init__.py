r"""Live updates: changes on the server reach every page that shows them, and nobody who may not see them.

`git grep -E "topics\.\w+\.push"` lists every push. Its way, one function per step:

1. `Topic.push` (`topics.py`) builds the message and waits for the commit.
2. `Publisher.publish`, `_run`, `_deliver`, `_send` (`publisher.py`) queue it and hand it to Redis.
3. `RedisSubscriber._read` (`redis_subscriber.py`) receives it in every process that has a socket on the topic.
4. `Hub.handle_message` (`hub.py`) finds the topic's log; SHARED and ROWS topics are rendered by `coalescing.py`.
5. `TopicLog.broadcast` (`topic_log.py`) hands the frame to the process's sockets.
6. `Socket.send` (`sockets.py`) writes it, through `FastWriter.write` (`fast_writer.py`) where the connection allows.
7. `static/js/live.js` puts it into the page. `protocol.py` describes the frames.
"""

from config.live.control import cut_sockets, recheck_sockets
from config.live.publisher import flush
from config.live.topics import EPHEMERAL, FACT, ROWS, SHARED, STATE, Change, Subscriber, Topic, push_many

__all__ = [
    "EPHEMERAL",
    "FACT",
    "ROWS",
    "SHARED",
    "STATE",
    "Change",
    "Subscriber",
    "Topic",
    "cut_sockets",
    "flush",
    "push_many",
    "recheck_sockets",
]
