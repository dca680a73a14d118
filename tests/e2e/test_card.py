"""The card: one document at every path, cacheable, with addresses from the config alone."""

from collections.abc import Iterator

import pytest

from tests.e2e.caller import Caller
from tests.e2e.site import Site

PATHS = (
    "/.well-known/agent-card.json",
    "/.well-known/agent.json",
    "/agent-card",
    "/agent-card.json",
    "/a2a/agent-card",
    "/functions/v1/agent-card",
    "/a2a/.well-known/agent-card.json",
    "/a2a/.well-known/agent.json",
)
PUBLIC_URL = "https://agents.example.com/gate"
ONLY_IN_03 = {
    "url",
    "protocolVersion",
    "preferredTransport",
    "additionalInterfaces",
    "security",
    "supportsAuthenticatedExtendedCard",
}


@pytest.fixture(scope="module")
def public(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """Anyone, at a gateway that has a public URL."""
    site = template.copy_to(tmp_path_factory.mktemp("card") / "site")
    with site.serve(AGENT__PUBLIC_URL=PUBLIC_URL) as gateway:
        yield Caller(gateway.url)


@pytest.mark.parametrize("path", [*PATHS, *(f"{path}/" for path in PATHS)])
def test_every_card_path_gives_the_same_card(public: Caller, path: str) -> None:
    answer = public.get(path)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.body == public.get(PATHS[0]).body


def test_a_card_that_has_not_changed_is_304(public: Caller) -> None:
    first = public.get(PATHS[0])

    again = public.get(PATHS[0], If_None_Match=first.headers["ETag"])

    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert public.get(PATHS[0], If_None_Match='"other"').status == 200


@pytest.mark.parametrize("tags", ['"other", {}', "W/{}", "*"])
def test_any_of_the_tags_that_a_cache_has_will_do(public: Caller, tags: str) -> None:
    etag = public.get(PATHS[0]).headers["ETag"]

    assert public.get(PATHS[0], If_None_Match=tags.format(etag)).status == 304


def test_a_card_that_is_no_newer_is_304(public: Caller) -> None:
    modified = public.get(PATHS[0]).headers["Last-Modified"]

    again = public.get(PATHS[0], If_Modified_Since=modified)

    assert (again.status, again.body) == (304, b"")
    assert again.headers["Last-Modified"] == modified
    assert public.get(PATHS[0], If_Modified_Since="Sat, 01 Jan 2000 00:00:00 GMT").status == 200
    assert public.get(PATHS[0], If_Modified_Since="yesterday").status == 200


def test_a_tag_says_more_than_a_time(public: Caller) -> None:
    modified = public.get(PATHS[0]).headers["Last-Modified"]

    answer = public.get(PATHS[0], If_None_Match='"other"', If_Modified_Since=modified)

    assert answer.status == 200


@pytest.mark.parametrize("path", [PATHS[0], "/.well-known/jwks.json"])
def test_head_says_what_get_would(public: Caller, path: str) -> None:
    get, head = public.get(path), public.send("HEAD", path)

    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control"):
        assert head.headers[name] == get.headers[name]


def test_the_keys_are_public_and_cacheable(public: Caller) -> None:
    answer = public.get("/.well-known/jwks.json")

    assert (answer.status, answer.json) == (200, {"keys": []})
    assert answer.headers["Content-Type"] == "application/jwk-set+json"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    etag = answer.headers["ETag"]
    assert public.get("/.well-known/jwks.json", If_None_Match=etag).status == 304


def test_addresses_come_from_public_url_and_never_from_host(public: Caller) -> None:
    answer = public.get(
        PATHS[0],
        Host="evil.example",
        X_Forwarded_Host="evil.example",
        Forwarded="host=evil.example",
    )

    card = answer.json
    assert b"evil.example" not in answer.body
    assert card["url"] == f"{PUBLIC_URL}/a2a"
    assert {entry["url"] for entry in card["supportedInterfaces"]} == {f"{PUBLIC_URL}/a2a"}


def test_the_card_is_for_both_generations(public: Caller) -> None:
    card = public.get(PATHS[0]).json

    assert card["supportedInterfaces"][0]["protocolVersion"] == "1.0"
    assert card["protocolVersion"] == "0.3.0"
    assert card["preferredTransport"] == "JSONRPC"
    assert card["security"] == [{"bearer": []}]
    assert card["securityRequirements"] == [{"schemes": {"bearer": {"list": []}}}]


def test_a_10_client_gets_a_pure_10_card(public: Caller) -> None:
    both, pure = public.get(PATHS[0]), public.get(PATHS[0], A2A_Version="1.0")

    assert both.json.keys() >= {"url", "protocolVersion"}
    assert not pure.json.keys() & ONLY_IN_03
    assert pure.json["securitySchemes"] == {
        "bearer": {"httpAuthSecurityScheme": {"scheme": "Bearer"}}
    }
    assert pure.headers["ETag"] != both.headers["ETag"]
    assert "A2A-Version" in pure.headers["Vary"]
    assert public.get(f"{PATHS[0]}?A2A-Version=1.0").body == pure.body
    assert public.get(PATHS[0], A2A_Version="0.3").body == both.body


@pytest.mark.parametrize(
    ("setting", "has_new", "has_old"),
    [("both", True, True), ("1.0", True, False), ("0.3", False, True)],
)
def test_the_config_says_for_whom_the_card_is(
    site: Site, setting: str, has_new: bool, has_old: bool
) -> None:
    with site.serve(AGENT__CARD=setting) as gateway:
        card = Caller(gateway.url).get(PATHS[0]).json

    assert ("supportedInterfaces" in card) is has_new
    assert ("url" in card) is has_old


def test_the_card_shows_external_skills_only(public: Caller) -> None:
    answer = public.get(PATHS[0])

    skills = {skill["id"] for skill in answer.json["skills"]}
    assert {"get_quote", "check_stock", "qualify_lead", "echo"} <= skills
    assert b"house_keys" not in answer.body
