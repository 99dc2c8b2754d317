"""Purchase activity: what was just bought, told to every open page."""
