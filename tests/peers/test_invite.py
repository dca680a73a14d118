"""Two gateways become peers by an invitation, and nobody else does."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.auth.signing import Algorithm, Signer
from gateway.auth.verifying import PublicKey
from gateway.peers.invite import ANSWER_MS
from gateway.peers.refusals import PeerExists
from tests.peers.company import DAY_MS, Company, Stranger, company, path_of, two

STRANGER = Stranger()


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[tuple[Company, Company]]:
    async with two(tmp_path) as companies:
        yield companies


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Company]:
    async with company(tmp_path, "Acme Sales") as gateway:
        yield gateway


async def test_both_sides_call_each_other_afterwards(both: tuple[Company, Company]) -> None:
    acme, globex = both
    await globex.accept(await acme.invite("globex"))
    assert (acme.row("globex").status, globex.row("acme").status) == ("active", "active")
    assert await acme.call("globex") == {"n": 1}
    assert await globex.call("acme") == {"n": 1}


async def test_each_side_knows_the_others_key_and_address(both: tuple[Company, Company]) -> None:
    acme, globex = both
    await globex.accept(await acme.invite("globex"))
    for one, name, other in ((acme, "globex", globex), (globex, "acme", acme)):
        kept = one.partners.managed.find(name)
        assert kept is not None
        assert PublicKey.of(json.loads(kept.key)).kid == other.services.ring.signers[0].kid
        assert kept.tokens_url == f"{other.url}/a2a/tokens"
        assert one.row(name).url == other.url
        assert one.row(name).outbound_token == "stored"


async def test_each_side_says_what_the_other_may(both: tuple[Company, Company]) -> None:
    acme, globex = both
    invite = await acme.invite("globex", skills=["get_quote"], tags=["buyer"])
    await globex.accept(invite, skills=["echo"])
    assert (acme.row("globex").skills, acme.row("globex").tags) == (("get_quote",), ("buyer",))
    assert globex.row("acme").skills == ("echo",)
    assert await acme.call("globex") == {"n": 1}
    assert await globex.call("acme") != {"n": 1}


async def test_an_invitation_is_good_once(acme: Company) -> None:
    invite = await acme.invite("globex")
    assert (await acme.use(invite, STRANGER.introduction()))[0] == 200
    status, _ = await acme.use(invite, STRANGER.introduction(token="another-token-of-a-stranger"))
    assert status == 404
    assert acme.names == ["globex"]


async def test_the_same_acceptance_gets_the_same_answer_for_a_while(acme: Company) -> None:
    invite, body = await acme.invite("globex"), STRANGER.introduction()
    first = await acme.use(invite, body)
    acme.time.ahead = ANSWER_MS - 5000
    assert await acme.use(invite, body) == first
    acme.time.ahead = ANSWER_MS + 5000
    assert (await acme.use(invite, body))[0] == 404


async def test_of_many_at_once_one_comes_in(acme: Company) -> None:
    invite = await acme.invite("globex")
    bodies = [STRANGER.introduction(token=f"token-of-stranger-{n:04d}") for n in range(10)]
    answers = await asyncio.gather(*(acme.use(invite, body) for body in bodies))
    assert sorted(status for status, _ in answers) == [200] + [404] * 9


async def test_the_same_acceptance_many_times_at_once_is_one(acme: Company) -> None:
    invite, body = await acme.invite("globex"), STRANGER.introduction()
    answers = await asyncio.gather(*(acme.use(invite, body) for _ in range(10)))
    assert len(set(answers)) == 1
    assert answers[0][0] == 200


async def test_no_code_that_is_not_good_tells_why(acme: Company) -> None:
    used, expired = await acme.invite("used"), await acme.invite("expired", days=0.5)
    withdrawn = await acme.invite("withdrawn")
    await acme.services.tenant.invitations.withdraw("withdrawn")
    await acme.use(used, STRANGER.introduction())
    acme.time.ahead = DAY_MS * 3 // 4
    answers = {
        await acme.post(path, STRANGER.introduction())
        for path in (
            path_of(used),
            path_of(expired),
            path_of(withdrawn),
            path_of(used)[:-1],
            "/a2a/invitations/x",
            "/a2a/nothing/is/here",
        )
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 404


async def test_a_body_without_a_good_code_is_not_read(acme: Company) -> None:
    status, _ = await acme.post("/a2a/invitations/x", b"no json", media_type="text/plain")
    assert status == 404


async def test_guessing_is_slow_and_a_good_code_from_there_still_works(acme: Company) -> None:
    invite = await acme.invite("globex")
    statuses = [(await acme.post("/a2a/invitations/x", {}))[0] for _ in range(22)]
    assert statuses == [404] * 20 + [429] * 2
    assert (await acme.use(invite, STRANGER.introduction()))[0] == 200


def wrong_bodies() -> dict[str, Any]:
    other = Signer.new(Algorithm.ES256)
    card = STRANGER.card()
    elsewhere = {"url": "http://127.0.0.1:10/rpc", "protocolBinding": "JSONRPC"}
    say = STRANGER.introduction
    return {
        "no JSON": b"{",
        "a list": [],
        "another version": say(peergate_invite=2),
        "no card": say(card={}),
        "no signature": say(card={**card, "signatures": []}),
        "another key": say(key=dict(other.public)),
        "a changed card": say(card={**card, "name": "Acme"}),
        "a key of no kind": say(key={"kty": "oct", "k": "AAAA"}),
        "an interface elsewhere": say(card=STRANGER.card(supportedInterfaces=[elsewhere])),
        "a private address": say(card_url="http://10.0.0.1/.well-known/agent-card.json"),
        "no address": say(card_url="file:///etc/passwd"),
        "another place for tokens": say(tokens_url="http://127.0.0.1:10/tokens"),
        "no token": say(token=""),
        "a token that breaks a header": say(token="canary-token\r\nX-Evil: yes-indeed"),
        "a token that is too long": say(token="x" * 513),
    }


@pytest.mark.parametrize("name", wrong_bodies())
async def test_what_cannot_be_believed_makes_no_peer_and_the_code_stays_good(
    acme: Company, name: str
) -> None:
    invite = await acme.invite("globex")
    status, answer = await acme.use(invite, wrong_bodies()[name])
    assert status == 400, answer
    assert b"canary" not in answer
    assert acme.names == []
    assert (await acme.use(invite, STRANGER.introduction()))[0] == 200


async def test_a_body_is_json_of_bounded_size(acme: Company) -> None:
    invite = await acme.invite("globex")
    status, _ = await acme.post(path_of(invite), b"{}", media_type="text/plain")
    assert status == 415
    status, _ = await acme.post(path_of(invite), b'"' + b"x" * 2**20 + b'"')
    assert status == 413
    status, _ = await acme.post(path_of(invite), b"[" * 100 + b"]" * 100)
    assert status == 400


async def test_plain_http_needs_the_inviters_word(acme: Company) -> None:
    invite = await acme.invite("globex", plain_http=False)
    status, answer = await acme.use(invite, STRANGER.introduction())
    assert (status, b"https://" in answer) == (400, True)


async def test_plain_http_stays_on_this_machine(acme: Company) -> None:
    far = Stranger(url="http://192.0.2.1")
    invite = await acme.invite("globex", networks=["192.0.2.0/24"])
    status, answer = await acme.use(invite, far.introduction())
    assert (status, b"over https:// alone" in answer) == (400, True)
    assert acme.names == []


async def test_a_name_is_given_once(acme: Company) -> None:
    one, other = await acme.invite("globex"), await acme.invite("globex")
    assert (await acme.use(one, STRANGER.introduction()))[0] == 200
    assert (await acme.use(other, STRANGER.introduction()))[0] == 409
    with pytest.raises(PeerExists):
        await acme.invite("globex")


async def test_software_without_a_place_for_tokens_is_a_peer_too(acme: Company) -> None:
    invite = await acme.invite("globex")
    body = STRANGER.introduction()
    del body["tokens_url"]
    assert (await acme.use(invite, {**body, "more": "is passed over"}))[0] == 200
    rotation = await acme.partners.managed.rotate("globex", 0)
    assert not rotation.is_announced


async def test_what_the_answer_gives_lets_the_stranger_in(acme: Company) -> None:
    _, answer = await acme.use(await acme.invite("globex"), STRANGER.introduction())
    told = json.loads(answer)
    call = {"skill": "echo", "arguments": {"n": 1}}
    assert await acme.post("/a2a", call, told["token"]) == (200, b'{"n":1}')
    assert (await acme.post("/a2a", call, "canary-token-of-a-stranger"))[0] == 401


async def test_no_secret_of_an_exchange_is_stored_in_clear(both: tuple[Company, Company]) -> None:
    acme, globex = both
    invite = await acme.invite("globex")
    await globex.accept(invite)
    secrets = [invite.invitation_url.rpartition("/")[2]]
    for one, name in ((acme, "globex"), (globex, "acme")):
        credentials = one.partners.managed._credentials
        secrets.append(credentials.token_of(one.row(name).as_peer()))
    for one in both:
        tenant = one.services.tenant
        kept = [
            await tenant.managed.list_all(),
            await tenant.invitations.list_all(),
            await tenant.list_activity(),
        ]
        told = repr((kept, one.services.live.settings.peers))
        assert not [secret for secret in secrets if secret in told]
