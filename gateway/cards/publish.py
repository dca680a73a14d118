"""The cards that are out: written and signed once, until the config or the keys change."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.cards.build import build_card
from gateway.cards.keys import KeyRing
from gateway.config import Settings
from gateway.core.card import AgentCard
from gateway.core.clock import Clock
from gateway.core.json import encode
from gateway.core.peer import Peer
from gateway.dialects.card import CardForm, write_canonical, write_card
from gateway.skillkit.declare import Skill

_SIGNED: Final[CardForm] = "1.0"


class PublishedCard(Struct, frozen=True):
    """``modified_at`` is since when it is the same, in milliseconds."""

    body: bytes
    modified_at: int


class Cards:
    """``settings`` and ``base_url`` tell what they are now; both are looked at for each card."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        base_url: Callable[[], str],
        skills: Mapping[str, Skill],
        ring: KeyRing,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._base_url = base_url
        self._skills = skills
        self._ring = ring
        self._clock = clock
        self._made_of: tuple[object, ...] = ()
        self._cards: dict[tuple[str, ...], AgentCard] = {}
        self._current: set[CardForm] = set()
        self._published: dict[CardForm, PublishedCard] = {}

    def public(self, form: CardForm) -> PublishedCard:
        """The card that everyone may read: all external skills."""
        self._forget_old_cards()
        if form not in self._current:
            card = self._card(skill for skill in self._skills.values() if skill.is_external)
            self._publish(form, encode(write_card(card, form)))
        return self._published[form]

    def extended(self, peer: Peer) -> AgentCard:
        """The card for one peer: the skills that it may use."""
        self._forget_old_cards()
        return self._card(skill for skill in self._skills.values() if skill.is_open_to(peer))

    def _card(self, skills: Iterable[Skill]) -> AgentCard:
        # Of all cards there are as many as there are different rows of peers.
        offered = tuple(skills)
        names = tuple(skill.name for skill in offered)
        card = self._cards.get(names)
        if card is None:
            card = self._cards[names] = self._sign(
                build_card(self._settings(), self._base_url(), offered)
            )
        return card

    def _sign(self, card: AgentCard) -> AgentCard:
        if not self._ring.signers:
            return card
        forms = write_canonical(write_card(card, _SIGNED))
        return replace(
            card,
            signatures=tuple(signer.sign(form) for signer in self._ring.signers for form in forms),
        )

    def _publish(self, form: CardForm, body: bytes) -> None:
        self._current.add(form)
        before = self._published.get(form)
        if before is None or before.body != body:
            self._published[form] = PublishedCard(body, self._clock.now())

    def _forget_old_cards(self) -> None:
        # What is the very same object is not compared any further, so this costs nothing.
        skills = tuple(self._skills.values())
        made_of = (self._settings(), self._base_url(), self._ring.signers, skills)
        if made_of != self._made_of:
            self._cards.clear()
            self._current.clear()
        self._made_of = made_of
