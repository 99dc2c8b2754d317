"""Live topics of the leaderboard; the comments name the keys.

`leaderboard/live.py` adds authorization and rendering.
"""

from config.live import SHARED, STATE, Topic

ranks = Topic("ranks", SHARED)  # metric and period: the leaders of one board
places = Topic("places", STATE)  # metric and period: sellers re-read their own rank
dashboard = Topic("dashboard", STATE, private=True)  # shop id: the seller dashboard of a shop
