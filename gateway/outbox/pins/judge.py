"""What is done about a card that was found: a pure decision over it and what is pinned.

A card describes and grants nothing, so most of it may change as it likes. Who is called, by which
proof, and who signs for that are another matter (SECURITY: D5, H): there the pinned card stays in
use until the operator has said yes.
"""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.json import JsonObject, decode
from gateway.dialects.card import read_card
from gateway.outbox.pins.change import Change, compare
from gateway.outbox.pins.facts import INTERFACE, SECURITY, interface_urls, read_facts
from gateway.outbox.pins.signature import check_signature, claimed_keys
from gateway.store.pin import CardPin, PinOutcome, SeenCard, SignatureStatus

SIGNED_BY: Final = "signed by"
SIGNATURE: Final = "signature"


class Verdict(Struct, frozen=True):
    """``changes`` are those against the pinned card; one of them that is grave holds the card."""

    signature: SignatureStatus
    changes: tuple[Change, ...]

    @property
    def is_held(self) -> bool:
        return any(change.is_grave for change in self.changes)


class Decision(Struct, frozen=True):
    """``outcome`` None changes nothing that is worth telling."""

    pin: CardPin
    outcome: PinOutcome | None = None
    changes: tuple[Change, ...] = ()


def decide(
    pin: CardPin, text: str, url: str, is_known_origin: Callable[[str], bool], now: int
) -> Decision:
    """The pin as it is once the card ``text`` (JSON) was found at ``url``."""
    if pin.card is not None and pin.card.text == text:
        if pin.held is None:
            return Decision(pin)
        return Decision(replace(pin, held=None), PinOutcome.WITHDRAWN)
    if pin.held is not None and not differs(pin.held, text, url):
        return Decision(pin)
    verdict = judge(pin, text, url, is_known_origin)
    seen = SeenCard(text, url, now, verdict.signature)
    if verdict.is_held:
        return Decision(replace(pin, held=seen), PinOutcome.HELD, verdict.changes)
    outcome = PinOutcome.PINNED if pin.card is None else PinOutcome.ADOPTED
    is_told = pin.card is None or pin.held is not None or bool(verdict.changes)
    return Decision(
        replace(pin, card=seen, held=None), outcome if is_told else None, verdict.changes
    )


def judge(pin: CardPin, text: str, url: str, is_known_origin: Callable[[str], bool]) -> Verdict:
    """How the card differs from the pinned one, and what of that is grave.

    ``is_known_origin`` says of a URL whether it is of the row's origin or of a confirmed one.
    """
    wire = decode(text.encode())
    signature = check_signature(wire, pin.keys)
    unproven = bool(pin.keys) and signature is not SignatureStatus.VERIFIED
    if pin.card is None:
        change = Change(SIGNATURE, "", signature.value, is_grave=True)
        return Verdict(signature, (change,) if unproven else ())
    old = decode(pin.card.text.encode())
    found = compare(read_facts(old, pin.card.url), read_facts(wire, url))
    known = set(_foreign(old, pin.card.url, is_known_origin))
    moved = any(origin not in known for origin in _foreign(wire, url, is_known_origin))
    changes = [_weighed(change, moved=moved) for change in found.values()]
    changes += _signing(pin, old, wire, signature, unproven=unproven)
    return Verdict(signature, tuple(sorted(changes, key=lambda change: not change.is_grave)))


def differs(one: SeenCard, text: str, url: str) -> bool:
    """Whether a card says anything else than the other, or is signed in another name."""
    old, new = decode(one.text.encode()), decode(text.encode())
    is_same_key = claimed_keys(old) == claimed_keys(new)
    return not is_same_key or read_facts(old, one.url) != read_facts(new, url)


def _weighed(change: Change, *, moved: bool) -> Change:
    is_grave = change.field.startswith(SECURITY) or (moved and change.field.startswith(INTERFACE))
    return replace(change, is_grave=is_grave)


def _foreign(wire: JsonObject, url: str, is_known_origin: Callable[[str], bool]) -> Iterator[str]:
    """The URLs by which the card has its agent called, beyond the origins that are known."""
    return (place for place in interface_urls(read_card(wire), url) if not is_known_origin(place))


def _signing(
    pin: CardPin,
    old: JsonObject,
    wire: JsonObject,
    signature: SignatureStatus,
    *,
    unproven: bool,
) -> Iterator[Change]:
    assert pin.card is not None
    before, after = claimed_keys(old), claimed_keys(wire)
    if before != after:
        # A pinned key vouches for the others. Without one, whoever signed before signs on.
        is_grave = bool(before) and signature is not SignatureStatus.VERIFIED
        yield Change(SIGNED_BY, ", ".join(before), ", ".join(after), is_grave)
    if unproven:
        yield Change(SIGNATURE, pin.card.signature.value, signature.value, is_grave=True)
