"""What becomes of each row: added, there already, or refused with the reason; nothing is written.

A row is known by the hash of its token or else by its name, so that importing twice adds nothing.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Final

from msgspec import field

from gateway.cli.errors import Refused
from gateway.cli.flowwink.candidate import Candidate, name_of, read_candidate
from gateway.cli.flowwink.names import Names
from gateway.cli.peers.secret_file import find_secret, secret_path
from gateway.config import PeerRow, Settings, read_peer
from gateway.core.errors import ConfigError, EgressDenied
from gateway.core.guarded import Guarded
from gateway.core.json import Json
from gateway.net import check_urls

# What the audit log calls a token by that was taken over.
_ID: Final = "flowwink"
# The config's words, and what they are where an export is read.
_HERE: Final = {"tokens.0.hash": "inbound_token_hash", "plain_http = true": "--plain-http"}


class Fate(StrEnum):
    ADDED = "added"
    PRESENT = "present"
    REFUSED = "refused"


class Line(Guarded, frozen=True):
    """The fate of row ``number``, counted from 1; ``name`` is Flowwink's, ``peer`` ours.

    ``keys`` is the row to add, and ``token`` what goes into its secret file, "" for nothing.
    """

    hidden: ClassVar = ("keys", "token")

    number: int
    name: str
    fate: Fate
    peer: str = ""
    reason: str = ""
    attention: tuple[str, ...] = ()
    keys: dict[str, Any] = field(default_factory=dict)
    token: str = ""


def plan(rows: Sequence[Json], settings: Settings, config: Path, *, plain_http: bool) -> list[Line]:
    """One line a row, in their order; ``settings`` are those of the config as it is."""
    read = [_read(row, plain_http=plain_http) for row in rows]
    planner = _Planner(settings, config, [item for item in read if isinstance(item, Candidate)])
    return [
        planner.line(number, item)
        if isinstance(item, Candidate)
        else Line(number, name_of(row), Fate.REFUSED, reason=_one_line(item))
        for number, (row, item) in enumerate(zip(rows, read, strict=True), 1)
    ]


def _read(row: Json, *, plain_http: bool) -> Candidate | Refused:
    try:
        return read_candidate(row, plain_http=plain_http)
    except Refused as error:
        return error


class _Planner:
    def __init__(self, settings: Settings, config: Path, candidates: Sequence[Candidate]) -> None:
        known = settings.peers
        self._settings = settings
        self._config = config
        self._known = {peer.name for peer in known}
        self._owners = {token.hash: peer.name for peer in known for token in peer.tokens}
        self._numbers: dict[str, int] = {}
        # A peer that is known by its token keeps its name, wherever its row stands in the file.
        owners = (self._owners.get(candidate.hash) for candidate in candidates)
        self._names = Names(owner for owner in owners if owner is not None)

    def line(self, number: int, candidate: Candidate) -> Line:
        if candidate.hash:
            first = self._numbers.setdefault(candidate.hash, number)
            if first != number:
                reason = f"inbound_token_hash: is that of row {first} too"
                return Line(number, candidate.original, Fate.REFUSED, reason=reason)
            if candidate.hash in self._owners:
                peer = self._owners[candidate.hash]
                return Line(number, candidate.original, Fate.PRESENT, peer)
        peer = self._names.give(candidate.wanted)
        if peer in self._known:
            return Line(number, candidate.original, Fate.PRESENT, peer, attention=_left(candidate))
        try:
            return self._add(number, candidate, peer)
        except (ConfigError, Refused) as error:
            return Line(number, candidate.original, Fate.REFUSED, reason=_one_line(error))

    def _add(self, number: int, candidate: Candidate, peer: str) -> Line:
        keys = {"name": peer, **candidate.keys}
        if candidate.token:
            keys["outbound_token"] = f"file:{secret_path(peer)}"
        tokens = [{"id": _ID, "hash": candidate.hash}] if candidate.hash else []
        row = read_peer({**keys, "tokens": tokens})
        if candidate.token and find_secret(self._config, peer) not in (None, candidate.token):
            raise Refused(f"{secret_path(peer)} holds another token; move it away first")
        return Line(
            number,
            candidate.original,
            Fate.ADDED,
            peer,
            attention=(*candidate.attention, *self._uncallable(row)),
            keys={**keys, "tokens": tokens},
            token=candidate.token,
        )

    def _uncallable(self, row: PeerRow) -> Iterator[str]:
        # Such a peer may go on calling us, so its row is taken.
        try:
            check_urls(self._settings, row.as_peer())
        except EgressDenied as error:
            key, _, why = error.detail.removeprefix(f"peers.{row.name}.").partition(": ")
            yield f"it cannot be called at its {key}: {why}"


def _one_line(error: ConfigError | Refused) -> str:
    text = "; ".join(error.detail.splitlines())
    for ours, theirs in _HERE.items():
        text = text.replace(ours, theirs)
    return text


def _left(candidate: Candidate) -> tuple[str, ...]:
    if not candidate.hash:
        return ()
    return ("a peer of this name is there with other tokens; this row's was not taken",)
