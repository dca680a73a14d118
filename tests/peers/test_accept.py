"""Accepting an invitation: nothing is said to a stranger, and no answer that is lost loses it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.auth.signing import Algorithm, Signer
from gateway.auth.verifying import KeyNotUsable
from gateway.core.errors import EgressDenied, GatewayError, InvalidParams
from gateway.peers import InviteFile
from gateway.peers.accept import TRIES, InvitationRefused
from gateway.peers.introduce import NoAddress
from gateway.peers.refusals import PeerExists
from gateway.store.managed import Purpose
from tests.outbox.scripted import script
from tests.peers.company import DAY_MS, Company, Stranger, two
from tests.peers.lossy import Lossy, lossy

ANOTHER = Signer.new(Algorithm.ES256)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[tuple[Company, Company]]:
    async with two(tmp_path) as companies:
        yield companies


@pytest.fixture
async def way(both: tuple[Company, Company]) -> AsyncIterator[Lossy]:
    """How globex reaches acme."""
    acme, _ = both
    async with lossy(acme.url) as way:
        acme.services.live.base_url = way.url
        yield way


async def pending(company: Company, name: str = "acme") -> object:
    return await company.services.tenant.managed.find_secret(name, Purpose.ACCEPTANCE)


async def test_an_answer_that_was_lost_is_asked_for_again(
    both: tuple[Company, Company], way: Lossy
) -> None:
    acme, globex = both
    way.to_lose = 1
    await globex.accept(await acme.invite("globex"))
    assert len(way.arrived) == 2
    assert way.arrived[0] == way.arrived[1]
    assert await acme.call("globex") == {"n": 1}
    assert await globex.call("acme") == {"n": 1}


async def test_who_accepts_once_more_says_the_same_and_gets_the_same(
    both: tuple[Company, Company], way: Lossy
) -> None:
    acme, globex = both
    invite = await acme.invite("globex")
    way.to_lose = TRIES
    with pytest.raises(GatewayError):
        await globex.accept(invite)
    assert (acme.names, globex.names) == (["globex"], [])
    assert await pending(globex) is not None
    await globex.accept(invite)
    assert len(set(way.arrived)) == 1
    assert await pending(globex) is None
    assert await acme.call("globex") == {"n": 1}
    assert await globex.call("acme") == {"n": 1}


async def test_a_code_that_is_used_is_said_so_and_nothing_is_kept(
    both: tuple[Company, Company],
) -> None:
    acme, globex = both
    invite = await acme.invite("globex")
    assert (await acme.use(invite, Stranger().introduction()))[0] == 200
    with pytest.raises(InvitationRefused, match="ask for another"):
        await globex.accept(invite)
    assert globex.names == []
    assert await pending(globex) is None


async def test_an_expired_one_is_not_even_tried(both: tuple[Company, Company], way: Lossy) -> None:
    acme, globex = both
    invite = await acme.invite("globex")
    globex.time.ahead = 2 * DAY_MS
    with pytest.raises(InvitationRefused, match="expired"):
        await globex.accept(invite)
    assert way.arrived == []


def changed(invite: InviteFile, what: str) -> InviteFile:
    members: dict[str, dict[str, Any]] = {
        "another fingerprint": {"fingerprint": ANOTHER.kid},
        "another key": {"key": dict(ANOTHER.public)},
        "another key with its fingerprint": {
            "key": dict(ANOTHER.public),
            "fingerprint": ANOTHER.kid,
        },
        "no key": {"key": {}},
        "another origin for the code": {"invitation_url": "http://127.0.0.1:9/a2a/invitations/x"},
        "a card elsewhere": {"card_url": "http://127.0.0.1:9/card.json"},
        "a private address": {
            "card_url": "http://10.0.0.1/card.json",
            "invitation_url": "http://10.0.0.1/a2a/invitations/x",
        },
        "plain http to another machine": {
            "card_url": "http://192.0.2.1/card.json",
            "invitation_url": "http://192.0.2.1/a2a/invitations/x",
        },
    }
    return invite.model_copy(update=members[what])


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("another fingerprint", InvalidParams),
        ("another key", InvalidParams),
        ("another key with its fingerprint", InvalidParams),
        ("no key", KeyNotUsable),
        ("another origin for the code", InvalidParams),
        ("a card elsewhere", InvalidParams),
        ("a private address", EgressDenied),
    ],
)
async def test_nothing_is_said_to_who_may_not_be_the_inviter(
    both: tuple[Company, Company], way: Lossy, what: str, error: type[GatewayError]
) -> None:
    acme, globex = both
    with pytest.raises(error):
        await globex.accept(changed(await acme.invite("globex"), what))
    assert (way.arrived, globex.names, await pending(globex)) == ([], [], None)


async def test_plain_http_stays_on_this_machine(both: tuple[Company, Company]) -> None:
    acme, globex = both
    invite = changed(await acme.invite("globex"), "plain http to another machine")
    with pytest.raises(EgressDenied, match="over https:// alone"):
        await globex.accept(invite, networks=["192.0.2.0/24"])


async def test_plain_http_needs_a_word_on_this_machine_too(both: tuple[Company, Company]) -> None:
    acme, globex = both
    with pytest.raises(EgressDenied, match="plain_http"):
        await globex.accept(await acme.invite("globex"), plain_http=False)


async def test_a_card_that_the_key_does_not_sign_any_more_is_refused(
    both: tuple[Company, Company], way: Lossy
) -> None:
    acme, globex = both
    invite = await acme.invite("globex")
    ring = acme.services.ring
    await ring.retire(ring.keys[0])
    await ring.add(Algorithm.EDDSA)
    with pytest.raises(InvalidParams, match="not signed by its key"):
        await globex.accept(invite)
    assert way.arrived == []


async def test_a_name_that_is_taken_is_said_before_anything(
    both: tuple[Company, Company], way: Lossy
) -> None:
    acme, globex = both
    await globex.accept(await acme.invite("globex"))
    said = len(way.arrived)
    with pytest.raises(PeerExists):
        await globex.accept(await acme.invite("other"))
    assert len(way.arrived) == said


async def test_who_has_no_address_cannot_accept(both: tuple[Company, Company]) -> None:
    acme, globex = both
    globex.services.live.base_url = ""
    with pytest.raises(NoAddress):
        await globex.accept(await acme.invite("globex"))
    assert acme.names == []


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}),
        (200, []),
        (409, {"error": "canary"}),
        (400, {"error": "canary"}),
        "another",
    ],
)
async def test_an_answer_that_is_not_the_inviters_makes_no_peer(
    both: tuple[Company, Company], answer: Any
) -> None:
    _, globex = both
    async with script() as other:
        inviter, forger = Stranger(url=other.url), Stranger(url=other.url)
        forged = (200, forger.introduction())
        other.answers = {
            "/.well-known/agent-card.json": inviter.card(),
            "/a2a/invitations/x": forged if answer == "another" else answer,
        }
        invite = InviteFile(
            agent="Other",
            card_url=f"{other.url}/.well-known/agent-card.json",
            invitation_url=f"{other.url}/a2a/invitations/x",
            fingerprint=inviter.signer.kid,
            key=dict(inviter.signer.public),
            expires=datetime.fromtimestamp(globex.time.now() / 1000 + 60, UTC),
        )
        with pytest.raises(GatewayError) as caught:
            await globex.accept(invite)
        assert "canary" not in caught.value.message
        assert globex.names == []
        other.answers["/a2a/invitations/x"] = (200, inviter.introduction())
        assert (await globex.accept(invite)).url == other.url
