"""Live topics of trades.

The comments name the keys. `trading/live.py` adds authorization and rendering.
"""

from config.live import EPHEMERAL, FACT, STATE, Topic

trade = Topic("trade", STATE, private=True)  # trade number: terms and timeline of the room
chat = Topic("chat", FACT, private=True)  # trade number: chat lines and read receipts
presence = Topic("talk", EPHEMERAL, private=True)  # trade number: typing and presence
my_trades = Topic("my-trades", STATE, private=True)  # user id: the list of their trades and the unread badge
own_blocks = Topic("own-blocks", STATE, private=True)  # user id: the people whom they blocked
all_trades = Topic("all-trades", STATE, private=True)  # the overview of all trades, for platform staff
