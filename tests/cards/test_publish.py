"""What cards say, to everyone and to each peer, and that their signatures hold."""

from typing import Any

import pytest
from a2a.utils.signing import InvalidSignaturesError
from joserfc.errors import BadSignatureError

from gateway.auth.signing import Algorithm
from gateway.cards import PublishedCard
from gateway.core.card import CONTRACT_EXTENSION, SKILLS_EXTENSION, AgentCard
from gateway.core.json import decode, encode
from gateway.core.peer import Peer
from gateway.dialects.card import CardForm, write_card
from tests.cards.conftest import URL, Desk
from tests.cards.verify import verify_with_joserfc, verify_with_sdk


def wire(card: PublishedCard | AgentCard) -> Any:
    """What a reader of the pure 1.0 form parses."""
    return decode(card.body if isinstance(card, PublishedCard) else encode(write_card(card, "1.0")))


def offered(card: Any) -> dict[str, Any]:
    """The schemas by skill."""
    extensions = card["capabilities"]["extensions"]
    skills = next(e for e in extensions if e["uri"] == SKILLS_EXTENSION)["params"]["skills"]
    assert {skill["id"] for skill in card["skills"]} == skills.keys()
    return dict(skills)


def test_everyone_reads_of_the_external_skills(desk: Desk) -> None:
    assert offered(wire(desk.cards.public("1.0"))).keys() == {"quote", "chat"}


def test_a_card_says_that_contracts_are_kept(desk: Desk) -> None:
    extensions = wire(desk.cards.public("1.0"))["capabilities"]["extensions"]
    (found,) = [entry for entry in extensions if entry["uri"] == CONTRACT_EXTENSION]
    assert not found.get("required")
    assert "responseSchema" in found["description"]


@pytest.mark.parametrize(
    ("allowed", "skills"),
    [
        (("*",), {"quote", "chat"}),
        (("quote",), {"quote"}),
        (("chat", "house_keys", "absent"), {"chat"}),
        ((), set()),
    ],
)
def test_a_peer_reads_of_the_skills_that_it_may_use(
    desk: Desk, allowed: tuple[str, ...], skills: set[str]
) -> None:
    card = desk.cards.extended(Peer("acme", skills=allowed))
    assert offered(wire(card)).keys() == skills


def test_each_skill_has_its_schemas(desk: Desk) -> None:
    skills = offered(wire(desk.cards.extended(Peer("acme"))))
    assert skills["quote"]["inputSchema"]["required"] == ["product"]
    assert skills["quote"]["outputSchema"]["properties"].keys() == {"cents"}
    assert skills["chat"] == {"inputSchema": {"type": "object", "additionalProperties": True}}


def test_the_public_card_says_that_there_is_no_other(desk: Desk) -> None:
    desk.set("capabilities = { extended_card = false }")
    assert wire(desk.cards.public("1.0"))["capabilities"]["extendedAgentCard"] is False


def test_the_card_says_what_the_config_says(desk: Desk) -> None:
    desk.set(
        'documentation_url = "https://acme.example/docs"\nicon_url = "https://acme.example/i.png"\n'
        'input_modes = ["image/png"]\noutput_modes = ["application/pdf"]',
        '[agent.provider]\norganization = "Acme AB"',
    )
    card = wire(desk.cards.public("both"))
    assert card["documentationUrl"] == "https://acme.example/docs"
    assert card["iconUrl"] == "https://acme.example/i.png"
    assert card["defaultInputModes"] == ["image/png"]
    assert card["defaultOutputModes"] == ["application/pdf"]
    assert card["provider"] == {"organization": "Acme AB", "url": URL}


@pytest.mark.parametrize("algorithm", Algorithm)
async def test_both_cards_are_signed(desk: Desk, algorithm: Algorithm) -> None:
    await desk.ring.add(algorithm)
    jwks = desk.ring.jwks()
    for card in (desk.cards.public("1.0"), desk.cards.extended(Peer("acme", skills=("quote",)))):
        verify_with_sdk(wire(card), jwks)
        verify_with_joserfc(wire(card), jwks)


async def test_a_changed_card_does_not_verify(desk: Desk) -> None:
    await desk.ring.add(Algorithm.ES256)
    forged = {**wire(desk.cards.public("1.0")), "name": "Acme "}
    with pytest.raises(InvalidSignaturesError):
        verify_with_sdk(forged, desk.ring.jwks())
    with pytest.raises(BadSignatureError):
        verify_with_joserfc(forged, desk.ring.jwks())


async def test_each_key_signs_both_readings_of_the_card(desk: Desk) -> None:
    for algorithm in Algorithm:
        await desk.ring.add(algorithm)
    assert len(wire(desk.cards.public("1.0"))["signatures"]) == 4
    verify_with_sdk(wire(desk.cards.public("1.0")), desk.ring.jwks())
    verify_with_joserfc(wire(desk.cards.public("1.0")), desk.ring.jwks())


@pytest.mark.parametrize("form", ["both", "0.3"])
async def test_no_other_form_carries_signatures(desk: Desk, form: CardForm) -> None:
    await desk.ring.add(Algorithm.ES256)
    assert "signatures" not in wire(desk.cards.public(form))


def test_a_card_is_written_once(desk: Desk) -> None:
    first = desk.cards.public("both")
    desk.at += 5000
    assert desk.cards.public("both") is first
    assert desk.cards.extended(Peer("a")) is desk.cards.extended(Peer("b"))


def test_a_change_of_the_config_shows_with_its_time(desk: Desk) -> None:
    first = desk.cards.public("both")
    desk.at += 5000
    desk.set('version = "2.0"')
    changed = desk.cards.public("both")
    assert wire(changed)["version"] == "2.0"
    assert (first.modified_at, changed.modified_at) == (desk.at - 5000, desk.at)


def test_a_reload_that_changes_nothing_on_the_card_keeps_its_time(desk: Desk) -> None:
    first = desk.cards.public("both")
    desk.at += 5000
    desk.set("", '[[peers]]\nname = "new"')
    assert desk.cards.public("both") is first


async def test_a_new_key_and_a_retired_one_show_at_once(desk: Desk) -> None:
    assert "signatures" not in wire(desk.cards.public("1.0"))
    key = await desk.ring.add(Algorithm.EDDSA)
    assert "signatures" in wire(desk.cards.public("1.0"))
    assert desk.cards.extended(Peer("acme")).signatures
    await desk.ring.retire(key)
    assert "signatures" not in wire(desk.cards.public("1.0"))
    assert not desk.cards.extended(Peer("acme")).signatures
