"""Path converters of trade routes."""


class TradeNumberConverter:
    """The number of a trade, such as `TR-7F3KQ-92QDX`; anything else is not found."""

    regex = "TR-[0-9A-Z]{5}-[0-9A-Z]{5}"

    def to_python(self, value: str) -> str:
        """Return the number as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the number as it is."""
        return value
