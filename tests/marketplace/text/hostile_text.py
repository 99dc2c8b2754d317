"""Text that a single line must not take, and names that look like another."""

LINE_BREAKS = ["Anna\nYour account is blocked", "Anna\r\nBcc: all@example.com", "Anna\u2028Pay here", "Anna\u0085x"]
CONTROLS = ["Anna\x07", "Anna\x1b[2J", "An\x7fna", "An\x9fna"]
TURNS = ["Anna\u202e99.90", "\u2066Anna", "Anna\u202a", "\u202dAnna\u202c"]
UNSEEN = ["\u200b", "\u2800", "\u3164", "\u00ad", "\u200b\u2060 \u200d", "\ufe0f", "\U000e0041\U000e007f", "\u0301"]
NOT_STORABLE = ["Anna\ud800", "Anna\uffff"]
BAD_LINES = [*LINE_BREAKS, *CONTROLS, *TURNS, *UNSEEN, *NOT_STORABLE]
GOOD_LINES = ["Anna", "Ødegård & Søn", "نورة", "👩‍👩‍👧", "می‌خواهم", "क्षि", "ห้อง", "שָׁלוֹם", "…", "O’Neill", "5 °C"]
