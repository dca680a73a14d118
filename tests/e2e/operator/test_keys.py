"""``peergate keys`` over a running gateway and without one; the card is signed accordingly."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cards.verify import verify_with_joserfc, verify_with_sdk
from tests.e2e.caller import Caller
from tests.e2e.site import Gateway, Site

CARD = "/.well-known/agent-card.json"
JWKS = "/.well-known/jwks.json"


def read_card(gateway: Gateway) -> Any:
    return Caller(gateway.url).get(CARD, A2A_Version="1.0").json


def read_jwks(gateway: Gateway) -> Any:
    return Caller(gateway.url).get(JWKS).json


@pytest.fixture(params=["running", "alone"])
def signing(request: pytest.FixtureRequest, site: Site) -> Iterator[Site]:
    if request.param == "alone":
        yield site
    else:
        with site.serve():
            yield site


def test_keys_are_made_listed_retired_and_removed(signing: Site) -> None:
    assert "not signed" in signing.run("keys", "list").stdout
    first = signing.json("keys", "new")
    made = signing.run("keys", "new", "--algorithm", "eddsa").stdout
    second = signing.json("keys", "list")[1]
    assert second["kid"] in made
    assert [first["algorithm"], second["algorithm"]] == ["ES256", "EdDSA"]

    assert signing.run("keys", "retire", first["kid"]).stdout == f"{first['kid']} signs no more.\n"
    assert signing.run("keys", "remove", second["kid"]).stdout == f"Removed {second['kid']}.\n"
    [left] = signing.json("keys", "list")
    assert (left["kid"], left["retired_at"] is None) == (first["kid"], False)
    assert first["kid"] in signing.run("keys", "list").stdout


def test_a_key_that_is_not_there_is_refused(site: Site) -> None:
    done = site.run("keys", "retire", "none")
    assert (done.returncode, done.stderr) == (1, "Refused: no key has this kid\n")


def test_an_algorithm_that_does_not_sign_is_wrong_usage(site: Site) -> None:
    assert site.run("keys", "new", "--algorithm", "RS256").returncode == 2


def test_the_card_is_signed_while_a_key_is_there(site: Site) -> None:
    with site.serve() as gateway:
        assert "signatures" not in read_card(gateway)
        first = site.json("keys", "new")
        card, jwks = read_card(gateway), read_jwks(gateway)
        verify_with_sdk(card, jwks)
        verify_with_joserfc(card, jwks)

        site.json("keys", "new", "--algorithm", "EdDSA")
        site.json("keys", "retire", first["kid"])
        verify_with_sdk(read_card(gateway), read_jwks(gateway))
        verify_with_joserfc(read_card(gateway), read_jwks(gateway))
        # What is in someone's cache still verifies.
        verify_with_sdk(card, read_jwks(gateway))


def test_a_signed_card_is_the_same_after_a_restart(site: Site) -> None:
    site.json("keys", "new")
    cards = []
    for _ in range(2):
        with site.serve(AGENT__PUBLIC_URL="https://agents.example.com") as gateway:
            cards.append(read_card(gateway))
    assert cards[0] == cards[1]
    assert cards[0]["signatures"]


def test_no_secret_is_in_the_database_or_the_log(site: Site) -> None:
    site.json("keys", "new")
    with site.serve():
        pass
    key = (site.folder / "data" / "secret.key").read_text().strip()
    for path in site.folder.rglob("*"):
        if path.is_file() and path.name != "secret.key":
            assert key.encode() not in path.read_bytes(), path


def test_without_the_key_of_its_secrets_a_gateway_does_not_start(site: Site) -> None:
    site.json("keys", "new")
    key = site.folder / "data" / "secret.key"
    kept = key.rename(site.folder / "kept.key")
    assert_refused(site, f"put {key} back, or set GATEWAY_SECRET_KEY")
    assert not key.exists()

    key.write_text("another key that is long enough for it\n".replace(" ", "-"))
    key.chmod(0o600)
    assert_refused(site, f"{key}: this key does not open the secrets in the store")

    key.write_text(f"{key.read_text()}{kept.read_text()}")
    with site.serve() as gateway:
        verify_with_sdk(read_card(gateway), read_jwks(gateway))


def test_the_secret_key_is_changed_without_a_secret_lost(site: Site) -> None:
    signing = site.json("keys", "new")
    file = site.folder / "data" / "secret.key"
    old, new = file.read_text().strip(), "the-new-key-" * 4
    file.write_text(f"{new}\n{old}\n")
    with site.serve():
        done = site.run("keys", "reseal").stdout
        again = site.run("keys", "reseal").stdout
    file.write_text(f"{new}\n")

    with site.serve() as gateway:
        verify_with_sdk(read_card(gateway), read_jwks(gateway))

    assert done == "Sealed anew: 1. The first key alone opens all now.\n"
    assert again == "The first key seals all there is.\n"
    assert [key["kid"] for key in site.json("keys", "list")] == [signing["kid"]]
    assert site.json("keys", "reseal") == {"resealed": 0}


def assert_refused(site: Site, error: str) -> None:
    done = site.run("serve", "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert error in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_key_may_come_from_the_environment(site: Site) -> None:
    key = "from the environment".replace(" ", "-") * 2
    site.run("keys", "new", GATEWAY_SECRET_KEY=key)
    assert not (site.folder / "data" / "secret.key").exists()
    with site.serve(SECRET_KEY=key) as gateway:
        verify_with_sdk(read_card(gateway), read_jwks(gateway))
