"""The pace of purchase toasts: each number is the setting `TOAST_<NAME>`, read from the environment."""

PACE: dict[str, int] = {
    "FIRST_SECONDS": 5,  # from a page's start to its first earlier purchase
    "VISIBLE_SECONDS": 8,  # a toast stays, unless somebody points at it
    "HISTORY_SECONDS": 12,  # between two earlier purchases
    "LIVE_SECONDS": 2,  # between two new ones
    "ON_SCREEN": 3,  # at once
    "ON_PHONE": 1,  # at once on a narrow screen
    "QUEUE": 10,  # waiting on a page; older ones make room
    "HISTORY_PER_PAGE": 5,  # earlier purchases that one page shows
    "HISTORY_PER_VISIT": 10,  # and that one visit shows
    "VISIT_MINUTES": 30,  # without a page end a visit
    "BURST": 3,  # new ones shown of a burst, the rest is counted on one card
    "BURST_SECONDS": 10,  # within which more than that are a burst
    "PER_MINUTE": 6,  # new ones shown in a minute, the rest is counted
    "MUTE_HOURS": 24,  # of silence that one click buys
}
OTHER_BUYERS = 3
"""Number of other buyers from a place before a toast names it: the default of `TOAST_OTHER_BUYERS`."""
