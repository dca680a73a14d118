"""Which chain of calls a call belongs to, and through how many agents that has come.

An agent whose skill calls another agent passes the chain on with one hop more, so that calls that
go round in a circle come to an end (SECURITY: F1). It travels twice, in the message's metadata and
in a header, for not every language has metadata and not every relay keeps headers.
"""

import re
from typing import Final, Self

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.json import Json, JsonObject

CHAIN_EXTENSION: Final = "urn:peergate:extension:chain:1"
"""The member of a message's metadata that holds its chain, ``{id, hops}``; of the metadata of a
status message it says that the task ended because the chain was too long."""

_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_HEADER: Final = re.compile(r"\s*([A-Za-z0-9._:-]{1,128})\s*;\s*hops=([0-9]{1,4})\s*")
_MOST: Final = 9999


class Chain(Struct, frozen=True):
    """``hops`` counts the calls so far: 1 for the call that began it."""

    id: str
    hops: int

    def longer(self) -> Self:
        """The chain of a call that is made because of this one."""
        return replace(self, hops=self.hops + 1)


class Cause(Struct, frozen=True):
    """Why we call: a call in from ``peer``, with the chain that it said it was part of, if any."""

    peer: str
    chain: Chain | None = None


def read_chain(wire: Json) -> Chain | None:
    """What the member holds, a text where metadata is text alone; None for what is no chain."""
    if isinstance(wire, str):
        return read_chain_header(wire)
    if not isinstance(wire, dict):
        return None
    chain_id, hops = wire.get("id"), wire.get("hops")
    if not isinstance(chain_id, str) or not _ID.fullmatch(chain_id):
        return None
    return Chain(chain_id, hops) if type(hops) is int and 0 < hops <= _MOST else None


def write_chain(chain: Chain) -> dict[str, Json]:
    return {"id": chain.id, "hops": chain.hops}


def read_chain_header(text: str) -> Chain | None:
    """``ID; hops=N``; None for what is no chain."""
    found = _HEADER.fullmatch(text)
    return Chain(found[1], max(1, int(found[2]))) if found else None


def write_chain_header(chain: Chain) -> str:
    return f"{chain.id}; hops={chain.hops}"


def find_chain(header: str, *metadata: JsonObject | None) -> Chain | None:
    """The chain that a call says it is part of; of two that differ the longer."""
    longest = read_chain_header(header) if header else None
    for found in metadata:
        if found and CHAIN_EXTENSION in found:
            chain = read_chain(found[CHAIN_EXTENSION])
            if chain is not None and (longest is None or chain.hops > longest.hops):
                longest = chain
    return longest
