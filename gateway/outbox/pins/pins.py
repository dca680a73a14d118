"""The pins as they are kept and asked: which card is in use, and where our credential may go."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.auth.credentials import origin_text
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.json import decode
from gateway.core.peer import Peer
from gateway.dialects.card import read_card
from gateway.observe.log import Log
from gateway.outbox.card import FoundCard
from gateway.outbox.pins.change import Change, write_changes
from gateway.outbox.pins.facts import INTERFACE, interface_urls
from gateway.outbox.pins.judge import Decision, decide, judge
from gateway.outbox.pins.signature import check_signature, keys_of, keys_that_signed
from gateway.store.base import TenantStore
from gateway.store.discovery import Discovery, RecordDiscovery
from gateway.store.pin import (
    CardChange,
    CardPin,
    ForgetPin,
    PinOutcome,
    RecordCardChange,
    SavePin,
    SeenCard,
    SignatureStatus,
)
from gateway.store.writes import Write

_DIGEST_DIGITS: Final = 12


class NothingToConfirm(GatewayError):
    """No card of this peer is known yet; `peergate discover` looks for one."""

    reason, http_status = "NOTHING_TO_CONFIRM", 409


class CardMismatch(GatewayError):
    """This card cannot be confirmed."""

    reason, http_status = "CARD_MISMATCH", 409


class PinView(Struct, frozen=True):
    """``changes`` are what the held card would change, ``unconfirmed`` the origins that the card in
    use names and our credential does not go to. ``digest`` names the card that a confirmation would
    be of, "" where there is none.
    """

    pin: CardPin
    changes: tuple[Change, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    digest: str = ""

    @property
    def is_open(self) -> bool:
        """Whether there is anything to confirm."""
        return self.pin.held is not None or bool(self.unconfirmed)


class Pins:
    """``find_key`` gives the key that an invitation brought of a peer, as JWK in JSON, "" for none.

    Every change is durable when its method returns.
    """

    def __init__(
        self, store: TenantStore, find_key: Callable[[str], str], clock: Clock, log: Log
    ) -> None:
        self._store = store
        self._find_key = find_key
        self._clock = clock
        self._log = log
        self._lock = asyncio.Lock()
        self._known: dict[str, CardPin] = {}

    async def load(self) -> None:
        """Know what was pinned before; raise StoreError."""
        self._known = {pin.peer: pin for pin in await self._store.pins.list_all()}

    def may_send_token(self, peer: Peer, url: str) -> bool:
        """Whether the URL is of the row's origin, or of one that the operator confirmed for it."""
        return self._is_known_origin(peer, self._known.get(peer.name), url)

    async def admit(self, peer: Peer, found: FoundCard) -> FoundCard | None:
        """The card that is in use now that this one was found; None while the first is held."""
        async with self._lock:
            pin = self._find(peer)
            is_known = partial(self._is_known_origin, peer, pin)
            decision = decide(pin, found.text, found.url, is_known, self._clock.now())
            if decision.pin.card is not pin.card:
                decision = self._without_old_origins(peer, decision)
            if decision.pin != self._known.get(peer.name):
                await self._save(decision)
            if decision.outcome is PinOutcome.HELD:
                fields = [change.field for change in decision.changes if change.is_grave]
                self._log.warning("card_held", peer=peer.name, fields=fields)
            return _in_use(decision.pin)

    def view(self, peer: Peer) -> PinView:
        """What is known of the peer's card, with what only the operator can decide."""
        pin = self._find(peer)
        seen = pin.held or pin.card
        if seen is None:
            return PinView(pin)
        return PinView(
            pin,
            self._judge(peer, pin, pin.held) if pin.held is not None else (),
            self._foreign(peer, pin, pin.card) if pin.card is not None else (),
            _digest(seen),
        )

    async def confirm(
        self, peer: Peer, keys: Iterable[str] = (), digest: str = "", fingerprint: str = ""
    ) -> PinView:
        """Put the held card in use, else say yes to the one that is: its origins, and its keys.

        ``keys`` are candidates, as JWK in JSON: those that signed the card are pinned, or the one
        of the ``fingerprint`` alone. Raise NothingToConfirm, or CardMismatch: for a card of another
        digest than the one given, for one that the key of the fingerprint did not sign, and for one
        that is signed by none of the keys though one is pinned.
        """
        async with self._lock:
            pin = self._find(peer)
            seen = pin.held or pin.card
            if seen is None:
                raise NothingToConfirm(peer.name)
            if digest and digest != _digest(seen):
                raise CardMismatch("another one came meanwhile; look at the difference again")
            wire = decode(seen.text.encode())
            candidates = keys_of(fingerprint, keys) if fingerprint else keys
            signed_by = keys_that_signed(wire, (*pin.keys, *candidates))
            if fingerprint and not keys_of(fingerprint, signed_by):
                raise CardMismatch(f"no key that is {fingerprint} and published or given signed it")
            signature = check_signature(wire, signed_by)
            if pin.keys and signature is SignatureStatus.UNKNOWN_KEY:
                raise CardMismatch("it is signed, but by no key that is pinned or published")
            changes = self._judge(peer, pin, seen)
            confirmed = replace(
                pin,
                card=replace(seen, signature=signature),
                held=None,
                keys=signed_by,
                origins=self._foreign(peer, None, seen),
            )
            await self._save(Decision(confirmed, PinOutcome.CONFIRMED, changes))
            self._log.info("card_confirmed", peer=peer.name, signature=signature.value)
        return self.view(peer)

    async def forget(self, peer: str) -> None:
        """Forget what is known of a peer that is gone."""
        async with self._lock:
            await self._store.commit(ForgetPin(peer))
            self._known.pop(peer, None)

    def _find(self, peer: Peer) -> CardPin:
        """What is pinned for the row as it is now: the row's url is the operator's word."""
        pin = self._known.get(peer.name)
        if pin is None or pin.url != peer.url:
            pin = CardPin(peer.name, peer.url)
        invited = self._find_key(peer.name)
        if invited and invited != pin.invited:
            pin = replace(pin, keys=(invited,), invited=invited)
        return pin

    async def _save(self, decision: Decision) -> None:
        """Keep the pin, what has changed by it, and the card for calls, all of it at once."""
        pin, outcome = decision.pin, decision.outcome
        unit: list[Write] = [SavePin(pin)]
        if outcome is not None:
            changes = write_changes(decision.changes)
            unit += [RecordCardChange(CardChange(pin.peer, self._clock.now(), outcome, changes))]
        known = await self._store.find_discovery(pin.peer)
        if known is not None and (renewed := _renewed(known, decision)) is not None:
            unit += [RecordDiscovery(renewed)]
        await self._store.commit(*unit)
        self._known[pin.peer] = pin

    def _without_old_origins(self, peer: Peer, decision: Decision) -> Decision:
        """What the card in use does not name any more is confirmed no more."""
        pin = decision.pin
        named = self._foreign(peer, None, pin.card) if pin.card is not None else ()
        kept = tuple(origin for origin in pin.origins if origin in named)
        return replace(decision, pin=replace(pin, origins=kept))

    def _judge(self, peer: Peer, pin: CardPin, seen: SeenCard) -> tuple[Change, ...]:
        is_known = partial(self._is_known_origin, peer, pin)
        return judge(pin, seen.text, seen.url, is_known).changes

    def _foreign(self, peer: Peer, pin: CardPin | None, seen: SeenCard) -> tuple[str, ...]:
        """The origins that a card names beyond the row's and those that the pin has."""
        card = read_card(decode(seen.text.encode()))
        urls = interface_urls(card, seen.url)
        foreign = (url for url in urls if not self._is_known_origin(peer, pin, url))
        return tuple(sorted({origin for origin in map(origin_text, foreign) if origin}))

    @staticmethod
    def _is_known_origin(peer: Peer, pin: CardPin | None, url: str) -> bool:
        origin = origin_text(url)
        confirmed = pin.origins if pin is not None and pin.url == peer.url else ()
        return origin != "" and origin in (origin_text(peer.url or peer.endpoint), *confirmed)


def _renewed(known: Discovery, decision: Decision) -> Discovery | None:
    """What calls go by, with the card that is in use now; None where that is the same."""
    pin = decision.pin
    if pin.card is None or known.url != pin.url or known.card == pin.card.text:
        return None
    renewed = replace(known, card=pin.card.text, found_at=pin.card.url)
    if any(change.field.startswith(INTERFACE) for change in decision.changes):
        # The way that was found before may be there no more.
        renewed = replace(renewed, dialect="", binding="", endpoint="", tenant="")
    return renewed


def _in_use(pin: CardPin) -> FoundCard | None:
    card = pin.card
    if card is None:
        return None
    return FoundCard(card.url, read_card(decode(card.text.encode())), card.text)


def _digest(seen: SeenCard) -> str:
    return sha256(seen.text.encode()).hexdigest()[:_DIGEST_DIGITS]
