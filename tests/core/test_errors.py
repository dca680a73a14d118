"""What every error of the tree can tell."""

from collections.abc import Iterator

import pytest

from gateway.core.errors import GatewayError, RateLimited

# A2A 1.0.1, section "Error handling", and our own codes below it.
TABLE = [
    (-32700, "INVALID_REQUEST", 400, "INVALID_ARGUMENT"),
    (-32600, "INVALID_REQUEST", 400, "INVALID_ARGUMENT"),
    (-32601, "METHOD_NOT_FOUND", 404, "UNIMPLEMENTED"),
    (-32602, "INVALID_PARAMS", 400, "INVALID_ARGUMENT"),
    (-32603, "INTERNAL_ERROR", 500, "INTERNAL"),
    (-32001, "TASK_NOT_FOUND", 404, "NOT_FOUND"),
    (-32002, "TASK_NOT_CANCELABLE", 400, "FAILED_PRECONDITION"),
    (-32003, "PUSH_NOTIFICATION_NOT_SUPPORTED", 400, "FAILED_PRECONDITION"),
    (-32004, "UNSUPPORTED_OPERATION", 400, "FAILED_PRECONDITION"),
    (-32005, "CONTENT_TYPE_NOT_SUPPORTED", 400, "INVALID_ARGUMENT"),
    (-32006, "INVALID_AGENT_RESPONSE", 500, "INTERNAL"),
    (-32007, "EXTENDED_AGENT_CARD_NOT_CONFIGURED", 400, "FAILED_PRECONDITION"),
    (-32008, "EXTENSION_SUPPORT_REQUIRED", 400, "FAILED_PRECONDITION"),
    (-32009, "VERSION_NOT_SUPPORTED", 400, "FAILED_PRECONDITION"),
    (-32050, "RATE_LIMITED", 429, "RESOURCE_EXHAUSTED"),
    (-32051, "CONTENT_POLICY", 403, "PERMISSION_DENIED"),
    (-32052, "SAFEGUARD", 403, "PERMISSION_DENIED"),
    (-32053, "LOOP_LIMIT", 400, "FAILED_PRECONDITION"),
]


def tree(kind: type[GatewayError]) -> Iterator[type[GatewayError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from tree(child)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row[0]))
def test_each_row_of_the_table_is_a_class(row: tuple[int, str, int, str]) -> None:
    rows = [(kind.code, kind.reason, kind.http_status, kind.grpc_status) for kind in KINDS]

    assert rows.count(row) == 1


def test_no_class_has_a_code_that_is_not_in_the_table() -> None:
    assert {kind.code for kind in KINDS} == {row[0] for row in TABLE}


KINDS = [kind for kind in tree(GatewayError) if kind.__module__.startswith("gateway.core.errors.")]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("999999999", 86_400),
        ("9999999999", None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("7\r\nSet-Cookie: a=b", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_when_to_try_again_is_a_number_of_seconds_or_not_said(
    said: str, seconds: int | None
) -> None:
    assert RateLimited(metadata={"retry_after": said}).retry_after == seconds


def test_who_says_nothing_of_it_says_none() -> None:
    assert RateLimited().retry_after is None
