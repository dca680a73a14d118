"""What is wrong with a request, in one message: each field with what is wrong there."""

from gateway.core.errors import InvalidParams, Violation


def wrong_fields(*fields: Violation) -> InvalidParams:
    """The error to raise for all of them at once, so that nobody mends one after the other."""
    said = "; ".join(f"{wrong.field}: {wrong.description}" for wrong in fields)
    return InvalidParams(said, violations=fields)
