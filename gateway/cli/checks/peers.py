"""Whether the peers can be called: their URLs by the rules, their cards by looking."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Final

from gateway.cli.checks.finding import Level, Look, Subject
from gateway.config import Settings
from gateway.core.errors import EgressDenied, PeerUnreachable
from gateway.core.peer import Peer, PeerStatus
from gateway.net import check_urls, make_tls, reach_of
from gateway.net.client import HttpClient
from gateway.outbox import Exchange
from gateway.outbox.card import Search, find_card
from gateway.outbox.route import needs_card

_SECONDS: Final = 20
_AT_ONCE: Final = 16


def check_peers(subject: Subject) -> Look:
    """Look for the card of each active peer that has a url; no token goes along."""
    settings = subject.settings
    callable_peers = []
    for peer in _active(settings):
        try:
            check_urls(settings, peer)
        except EgressDenied as error:
            yield Level.RED, error.detail
        else:
            callable_peers.append(peer)
    if not callable_peers:
        yield Level.GREEN, "none that we call"
        return
    searches = asyncio.run(_look(settings, callable_peers))
    for peer, search in zip(callable_peers, searches, strict=True):
        level, text = _judge(peer, search)
        yield level, f"{peer.name}: {text}"


def _active(settings: Settings) -> Iterator[Peer]:
    for row in settings.peers:
        if row.status is PeerStatus.ACTIVE and row.url:
            yield row.as_peer()


async def _look(settings: Settings, peers: list[Peer]) -> list[Search | None]:
    """What was found of each; None where that took too long."""
    limits = settings.limits
    turn = asyncio.Semaphore(_AT_ONCE)
    tls = make_tls(settings.net.ca_file)
    tls_for = partial(make_tls, settings.net.ca_file)
    async with HttpClient(tls, connect_seconds=limits.connect_seconds, tls_for=tls_for) as client:
        exchange = Exchange(
            client,
            resolve=lambda _: "",
            reach=lambda peer: reach_of(settings, peer),
            reply_bytes=limits.reply_bytes,
            stream_bytes=limits.reply_stream_bytes,
            card_bytes=limits.card_bytes,
        )

        async def search(peer: Peer) -> Search | None:
            reach = exchange.reach(peer)
            try:
                async with turn, asyncio.timeout(_SECONDS):
                    return await find_card(peer.url, lambda url: exchange.fetch_card(url, reach))
            except TimeoutError:
                return None

        return await asyncio.gather(*map(search, peers))


def _judge(peer: Peer, search: Search | None) -> tuple[Level, str]:
    pause = f"check its url, or `peergate peers pause {peer.name}` until it is back"
    if search is None:
        return Level.RED, f"did not answer within {_SECONDS} s; {pause}"
    if search.found is not None:
        return Level.GREEN, f"{search.found.card.name or 'nameless'}, card at {search.found.url}"
    if isinstance(search.error, PeerUnreachable):
        return Level.RED, f"{search.error.message.removesuffix('.')}; {pause}"
    if not needs_card(peer):
        return Level.GREEN, "answers, without a card; its row says how it is called"
    return (
        Level.YELLOW,
        "answers, without a card; the first call tries every language, unless its row names one"
        " as dialect",
    )
