"""Every language that can say something carries the chain of the call."""

import pytest

from gateway.core.call import SendMessage, SendStreamingMessage
from gateway.core.chain import Chain
from gateway.dialects import DIALECTS
from gateway.dialects.base import Dialect
from gateway.dialects.headers import CHAIN
from gateway.outbox.ask import Ask, build_call

SEED = "chain-1"


def _name(dialect: Dialect) -> str:
    return f"{dialect.name}-{dialect.binding}"


@pytest.mark.parametrize("dialect", DIALECTS, ids=_name)
def test_a_call_that_is_written_is_read_as_part_of_its_chain(dialect: Dialect) -> None:
    call = build_call(Ask("get_quote", {"qty": 1}), dialect, reads_skill_text=False, seed=SEED)
    wire = dialect.write_call(call)
    assert wire.headers[CHAIN] == f"{SEED}; hops=1"
    read = dialect.read_call(wire)
    assert isinstance(read, SendMessage)
    assert read.chain == Chain(SEED, 1)


@pytest.mark.parametrize(
    "dialect", [d for d in DIALECTS if "SendStreamingMessage" in d.operations], ids=_name
)
def test_a_relay_that_drops_the_header_leaves_the_chain_in_the_message(dialect: Dialect) -> None:
    call = build_call(Ask("get_quote", {"qty": 1}), dialect, reads_skill_text=False, seed=SEED)
    wire = dialect.write_call(SendStreamingMessage(call))
    headers = {name: text for name, text in wire.headers.items() if name != CHAIN}
    read = dialect.read_call(type(wire)(wire.method, wire.path, wire.body, headers, wire.query))
    send = read.send if isinstance(read, SendStreamingMessage) else read
    assert isinstance(send, SendMessage)
    assert send.chain == Chain(SEED, 1)
