"""Parts of addresses that have a form of their own."""


class TradeNumberConverter:
    """A trade's number, such as `TR-7F3KQ-92QDX`; anything else is no address at all."""

    regex = "TR-[0-9A-Z]{5}-[0-9A-Z]{5}"

    def to_python(self, value: str) -> str:
        """Return the number as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the number as it is."""
        return value
