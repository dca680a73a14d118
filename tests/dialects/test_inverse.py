"""What a dialect writes, it reads back as the same value: calls, replies, events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.core.json import decode, encode
from gateway.dialects import DIALECTS, detect
from gateway.dialects.base import Dialect, Flavour, WireRequest
from tests.dialects.spoken import ANSWERED, CALLS, SENDING, SERVED, STREAMED, id_of
from tests.dialects.strategies import examples

each_dialect = pytest.mark.parametrize("dialect", SERVED, ids=id_of)
some = examples(60)


def sent(wire: WireRequest, name: str) -> WireRequest:
    """The request after its way through bytes, from a caller whose row names the dialect."""
    return replace(wire, body=decode(encode(wire.body)), flavour=Flavour(dialect=name))


@each_dialect
@some
@given(st.data())
def test_a_written_call_reads_as_the_same_call(dialect: Dialect, data: st.DataObject) -> None:
    call = data.draw(CALLS[id_of(dialect)])
    wire = sent(dialect.write_call(call), dialect.name)
    assert dialect.read_call(wire) == call


@each_dialect
@some
@given(st.data())
def test_a_written_reply_reads_as_the_same_reply(dialect: Dialect, data: st.DataObject) -> None:
    call, reply = data.draw(ANSWERED[id_of(dialect)])
    request = sent(dialect.write_call(call), dialect.name)
    response = dialect.write_reply(request, call, reply)
    response = replace(response, body=decode(encode(response.body)))
    assert dialect.read_reply(call, response) == reply


@pytest.mark.parametrize(
    "dialect", [dialect for dialect in DIALECTS if id_of(dialect) in STREAMED], ids=id_of
)
@some
@given(st.data())
def test_a_written_event_reads_as_the_same_event(dialect: Dialect, data: st.DataObject) -> None:
    call, event = data.draw(STREAMED[id_of(dialect)])
    request = sent(dialect.write_call(call), dialect.name)
    written = decode(encode(dialect.write_event(request, call, event)))
    assert dialect.read_event(call, written) == event


@each_dialect
@some
@given(st.data())
def test_a_written_send_is_known_as_its_dialect(dialect: Dialect, data: st.DataObject) -> None:
    call = data.draw(SENDING[id_of(dialect)])
    assert detect(sent(dialect.write_call(call), dialect.name)) is dialect
