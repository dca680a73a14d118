"""Every golden file holds: the request reads as the call, the reply is written as the response.

A file has a ``request`` and what comes of it: a ``call``, an ``error`` of the reader, or a
``refusal`` of the gateway. A call has a ``reply`` and its ``response``, or ``events`` and the data
of each, or neither. ``canonical``: the call is written as this request. ``lossy``: what is written
does not read back as the reply or the events. A ``notification`` stands alone.
"""

import pytest
from msgspec.structs import replace

from gateway.core import document, errors
from gateway.core.errors import GatewayError
from gateway.core.json import decode, encode
from gateway.dialects import detect
from gateway.dialects.base import Dialect, Flavour, WireResponse
from tests.dialects.golden import Case, cases, event_of, request_of, value_of


@cases("request")
def test_a_request_is_known_by_its_looks(dialect: Dialect, case: Case) -> None:
    assert detect(request_of(case)) is dialect


@cases("call")
def test_a_request_reads_as_its_call(dialect: Dialect, case: Case) -> None:
    assert dialect.read_call(request_of(case)) == value_of(case["call"])


@cases("call", "canonical")
def test_a_call_is_written_as_its_request(dialect: Dialect, case: Case) -> None:
    expected, written = request_of(case), dialect.write_call(value_of(case["call"]))
    body = decode(encode(written.body))
    if dialect.binding == "jsonrpc":
        body["id"] = expected.body["id"]
    assert body == expected.body
    assert (written.method, written.path) == (expected.method, expected.path)
    assert (written.query, written.headers) == (expected.query, expected.headers)


@cases("call", "reply")
def test_a_reply_is_written_as_its_response(dialect: Dialect, case: Case) -> None:
    request = request_of(case)
    response = dialect.write_reply(request, dialect.read_call(request), value_of(case["reply"]))
    assert_written(response, case)


@cases("call", "reply")
def test_a_response_reads_as_its_reply(dialect: Dialect, case: Case) -> None:
    wire = case["response"]
    response = WireResponse(wire["status"], wire["body"], wire.get("headers", {}))
    reply = dialect.read_reply(value_of(case["call"]), response)
    if not case.get("lossy"):
        assert reply == value_of(case["reply"])


@cases("call", "events")
def test_an_event_is_written_as_its_data(dialect: Dialect, case: Case) -> None:
    request = request_of(case)
    call = dialect.read_call(request)
    for said in case["events"]:
        written = dialect.write_event(request, call, event_of(said["event"]))
        assert decode(encode(written)) == said["data"]


@cases("call", "events")
def test_data_reads_as_its_event(dialect: Dialect, case: Case) -> None:
    for said in case["events"]:
        event = dialect.read_event(value_of(case["call"]), said["data"])
        if not case.get("lossy"):
            assert event == replace(event_of(said["event"]), seq=0)


@cases("notification")
def test_a_notification_is_written_in_its_own_form(dialect: Dialect, case: Case) -> None:
    said = case["notification"]
    task = document.read_task(said["task"])
    written = dialect.write_notification(event_of(said["event"]), task, Flavour())
    assert written is not None
    assert decode(encode(written.body)) == said["body"]
    assert written.media_type == said["media_type"]


@cases("error")
def test_a_request_that_is_wrong_is_refused_in_its_own_words(dialect: Dialect, case: Case) -> None:
    request = request_of(case)
    with pytest.raises(GatewayError) as raised:
        dialect.read_call(request)
    assert type(raised.value).__name__ == case["error"]
    assert_written(dialect.write_error(request, raised.value), case)


@cases("refusal")
def test_a_refusal_is_written_in_the_callers_words(dialect: Dialect, case: Case) -> None:
    refusal = getattr(errors, case["refusal"]["class"])(case["refusal"]["detail"])
    assert_written(dialect.write_error(request_of(case), refusal), case)


def assert_written(response: WireResponse, case: Case) -> None:
    expected = case["response"]
    assert decode(encode(response.body)) == expected["body"]
    assert response.status == expected["status"]
    assert response.headers == expected.get("headers", {})
    assert response.media_type == expected.get("media_type", "application/json")
