"""The outbox that discoveries are made through."""

from tests.outbox.conftest import office

__all__ = ["office"]
