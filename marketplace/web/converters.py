"""URL path converters."""


class OrderNumberConverter:
    """An order's number, such as `LS-7F3KQ-92QDX`; any other text gives 404."""

    regex = "LS-[0-9A-Z]{5}-[0-9A-Z]{5}"

    def to_python(self, value: str) -> str:
        """Return the number as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the number as it is."""
        return value


class SecretConverter:
    """A secret that grants access; `config.monitoring.secret_paths` keeps it out of all logs."""

    regex = "[^/]+"
    is_secret = True

    def to_python(self, value: str) -> str:
        """Return the secret as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the secret as it is."""
        return value
