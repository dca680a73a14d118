"""How a gateway introduces itself to another, and what it believes of the other's introduction.

Nothing that the other says of itself grants it anything: its card must be signed by the key that it
names, and all its addresses must be of one origin, so that what is pinned now holds later.
"""

from collections.abc import Callable
from typing import ClassVar, Final
from urllib.parse import urljoin

from gateway.auth.signing import Algorithm, Signer
from gateway.auth.tokens import NewToken
from gateway.auth.verifying import PublicKey, is_signed_by
from gateway.cards import Cards, KeyRing
from gateway.config.url import is_loopback
from gateway.core.errors import ConfigError, EgressDenied, InvalidAgentResponse, InvalidParams
from gateway.core.guarded import Guarded
from gateway.core.json import Json, decode
from gateway.dialects.card import CARD_PATHS, read_card
from gateway.net import Reach, check_url, origin_of
from gateway.outbox.card import base_url
from gateway.peers.letters import Introduction

INVITATIONS: Final = "/a2a/invitations"
TOKENS: Final = "/a2a/tokens"
_MAX_NAME: Final = 200


class NoAddress(ConfigError):
    """This gateway has no address that others know."""

    reason, http_status = "NO_ADDRESS", 409


class Introduced(Guarded, frozen=True):
    """Who the other is: ``url`` is for its row, ``name`` is what its card says."""

    hidden: ClassVar = ("token",)

    name: str
    url: str
    key: PublicKey
    token: str
    tokens_url: str


class Introducer:
    """``address`` tells where others reach this gateway, "" while that is not known; ``agent`` how
    its agent is called.
    """

    def __init__(
        self, cards: Cards, ring: KeyRing, address: Callable[[], str], agent: Callable[[], str]
    ) -> None:
        self._cards = cards
        self._ring = ring
        self._address = address
        self._agent = agent

    @property
    def agent(self) -> str:
        return self._agent()[:_MAX_NAME]

    @property
    def address(self) -> str:
        """Raise NoAddress."""
        address = self._address()
        if not address:
            raise NoAddress("set agent.public_url, or do this while the gateway runs")
        return address

    @property
    def card_url(self) -> str:
        return self.address + CARD_PATHS[0]

    async def signer(self) -> Signer:
        """The key that signs our card, the newest of several; one is made where there is none."""
        if not self._ring.signers:
            await self._ring.add(Algorithm.ES256)
        return self._ring.signers[-1]

    async def introduce(self, token: NewToken) -> Introduction:
        """``token`` is what the other will call us with."""
        signer = await self.signer()
        return Introduction(
            card_url=self.card_url,
            card=decode(self._cards.public("1.0").body),
            key=dict(signer.public),
            token=token.token,
            tokens_url=self.address + TOKENS,
        )


def check_introduction(introduction: Introduction, reach: Reach) -> Introduced:
    """Raise EgressDenied, KeyNotUsable or InvalidParams for what cannot be believed."""
    url = introduction.card_url
    check_address(url, reach)
    tokens_url = introduction.tokens_url
    if tokens_url and not is_same_origin(tokens_url, url):
        raise InvalidParams("tokens_url must be of the origin of card_url")
    key = PublicKey.of(introduction.key)
    name = check_card(introduction.card, url, key)
    return Introduced(name, base_url(url), key, introduction.token, tokens_url)


def check_address(url: str, reach: Reach) -> None:
    """Raise EgressDenied: plain http stays on this machine, since a token goes along."""
    parts = check_url(url, reach)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise EgressDenied("an invitation goes over https:// alone, but on one machine")


def check_card(card: Json, url: str, key: PublicKey) -> str:
    """The name on a card that lies at ``url`` and is signed by this key; raise InvalidParams."""
    try:
        read = read_card(card)
    except InvalidAgentResponse:
        raise InvalidParams("it has no agent card") from None
    if not is_signed_by(card, key):
        raise InvalidParams("its card is not signed by its key")
    if not any(is_same_origin(urljoin(url, way.url), url) for way in read.interfaces):
        raise InvalidParams("its card names no interface at its own origin")
    return read.name[:_MAX_NAME]


def is_same_origin(url: str, other: str) -> bool:
    try:
        return origin_of(url) == origin_of(other)
    except ValueError:
        return False
