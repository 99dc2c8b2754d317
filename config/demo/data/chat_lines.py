"""Chat lines and notes of the demo's negotiations, in the loaded data and in the simulator."""

BUYER_LINES = (
    "Hello! Is there some room in the price?", "I need these by Friday, and would take several.",
    "Lovely work. Could you do a little less?", "Would you send them to two addresses?",
    "It is for my sister’s wedding. Help me out?", "I saw them last week and cannot forget them.",
)  # fmt: skip
SELLER_LINES = (
    "For that many I can do something.", "They are made by hand, so not much.", "Let me see what I can do.",
    "If you take one more, gladly.", "You have good taste. Let us find a price.", "I can have them ready on Thursday.",
)  # fmt: skip
OFFER_NOTES = ("For cash, today.", "I would pick them up.", "For all of them.", "My last word, nearly.", "")
