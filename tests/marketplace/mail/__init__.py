"""The outbox: mails as they are written, sent, read and forgotten."""
