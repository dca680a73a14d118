"""The statements of the pins, and of how cards have changed."""

from typing import Final, assert_never

from gateway.core.json import decode, encode
from gateway.store.pin import (
    KEPT_CHANGES,
    CardChange,
    CardPin,
    ForgetPin,
    PinOutcome,
    PinWrite,
    RecordCardChange,
    SavePin,
    SeenCard,
    SignatureStatus,
)
from gateway.store.sql.text import Row, Step, Steps, insert, select

_SEEN_COLUMNS: Final = ("text", "url", "at", "signature")
PIN_COLUMNS: Final = (
    "tenant",
    "peer",
    "url",
    *(f"card_{column}" for column in _SEEN_COLUMNS),
    *(f"held_{column}" for column in _SEEN_COLUMNS),
    "keys",
    "origins",
    "invited",
)
CHANGE_COLUMNS: Final = ("tenant", "peer", "at", "outcome", "changes")

_OF_PEER: Final = "WHERE tenant = ? AND peer = ?"
SAVE_PIN: Final = insert("pins", PIN_COLUMNS).replace("INSERT", "INSERT OR REPLACE", 1)
FORGET_PIN: Final = f"DELETE FROM pins {_OF_PEER}"  # noqa: S608
FORGET_CHANGES: Final = f"DELETE FROM card_changes {_OF_PEER}"  # noqa: S608
RECORD_CHANGE: Final = insert("card_changes", CHANGE_COLUMNS)
TRIM_CHANGES: Final = (
    f"DELETE FROM card_changes {_OF_PEER} AND seq NOT IN"  # noqa: S608
    f" (SELECT seq FROM card_changes {_OF_PEER} ORDER BY seq DESC LIMIT {KEPT_CHANGES})"
)
# What is forgotten comes first: a unit may put another in its place.
PINS_ORDER: Final = (FORGET_PIN, FORGET_CHANGES, SAVE_PIN, RECORD_CHANGE, TRIM_CHANGES)

FIND_PIN: Final = select(PIN_COLUMNS, f"pins {_OF_PEER}")
LIST_PINS: Final = select(PIN_COLUMNS, "pins WHERE tenant = ? ORDER BY peer")
LIST_CHANGES: Final = select(CHANGE_COLUMNS, f"card_changes {_OF_PEER} ORDER BY seq DESC")


def write_pins(tenant: str, write: PinWrite) -> Steps:
    match write:
        case SavePin(pin):
            return (Step(SAVE_PIN, _write_pin(tenant, pin)),)
        case ForgetPin(peer):
            return (Step(FORGET_PIN, (tenant, peer)), Step(FORGET_CHANGES, (tenant, peer)))
        case RecordCardChange(change):
            peer = change.peer
            row = (tenant, peer, change.at, change.outcome.value, change.changes)
            return (Step(RECORD_CHANGE, row), Step(TRIM_CHANGES, (tenant, peer, tenant, peer)))
        case _:
            assert_never(write)


def read_pin(row: Row) -> CardPin:
    _, peer, url, *seen, keys, origins, invited = row
    card, held = _read_seen(seen[:4]), _read_seen(seen[4:])
    return CardPin(peer, url, card, held, _read_texts(keys), _read_texts(origins), invited)


def read_change(row: Row) -> CardChange:
    _, peer, at, outcome, changes = row
    return CardChange(peer, at, PinOutcome(outcome), changes)


def _write_pin(tenant: str, pin: CardPin) -> Row:
    return (
        tenant,
        pin.peer,
        pin.url,
        *_write_seen(pin.card),
        *_write_seen(pin.held),
        encode(list(pin.keys)).decode(),
        encode(list(pin.origins)).decode(),
        pin.invited,
    )


def _write_seen(seen: SeenCard | None) -> Row:
    return ("", "", 0, "") if seen is None else (seen.text, seen.url, seen.at, seen.signature.value)


def _read_seen(row: Row) -> SeenCard | None:
    text, url, at, signature = row
    return SeenCard(text, url, at, SignatureStatus(signature)) if text else None


def _read_texts(text: str) -> tuple[str, ...]:
    return tuple(decode(text.encode()))
