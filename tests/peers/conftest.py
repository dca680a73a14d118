"""The outbox that discoveries are made through."""

from tests.outbox.conftest import client, office

__all__ = ["client", "office"]
