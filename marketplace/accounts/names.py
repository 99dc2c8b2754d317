"""Names of people, shortened for the eyes of others."""


def make_initials(name: str) -> str:
    """Return the initials of the first and last word of a name, such as `J.D.`; empty when there are none.

    Words without a letter don't count, and only names go in: an e-mail address has no initials.
    """
    letters = [next((sign for sign in word if sign.isalpha()), "") for word in name.split()]
    found = [letter.upper()[:1] for letter in letters if letter]
    return "".join(f"{letter}." for letter in (found[:1] + found[1:][-1:]))
