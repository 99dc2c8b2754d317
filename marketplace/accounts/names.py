"""Short forms of people's names."""


def make_initials(name: str) -> str:
    """Return the initials of the first and last word of a name, such as `J.D.`; empty if there are none.

    Words without a letter don't count. Never pass an email address: its initials are no name.
    """
    letters = [next((sign for sign in word if sign.isalpha()), "") for word in name.split()]
    found = [letter.upper()[:1] for letter in letters if letter]
    return "".join(f"{letter}." for letter in (found[:1] + found[1:][-1:]))
