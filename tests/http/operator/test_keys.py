"""The keys that sign our card, for the operator."""

import json

import pytest

from tests.http.operator.conftest import Office


async def told(office: Office) -> set[str]:
    async with office.client.get("/.well-known/jwks.json") as response:
        return {key["kid"] for key in (await response.json(content_type=None))["keys"]}


@pytest.mark.parametrize(("body", "algorithm"), [({}, "ES256"), ({"algorithm": "EdDSA"}, "EdDSA")])
async def test_a_key_is_made_and_told(office: Office, body: dict[str, str], algorithm: str) -> None:
    status, key = await office.post("/keys", body)
    assert (status, key["algorithm"], key["retired_at"]) == (200, algorithm, None)
    assert (await office.get("/keys"))[1] == {"keys": [key]}
    assert await told(office) == {key["kid"]} == {key["public"]["kid"]}


async def test_nothing_private_is_told(office: Office) -> None:
    _, key = await office.post("/keys", {})
    assert "d" not in key["public"]
    assert "sealed" not in json.dumps(key)


async def test_a_retired_key_is_kept_and_still_told(office: Office) -> None:
    _, key = await office.post("/keys", {})
    status, retired = await office.post(f"/keys/{key['kid']}/retire")
    assert status == 200
    assert retired["retired_at"] is not None
    assert (await office.get("/keys"))[1] == {"keys": [retired]}
    assert await told(office) == {key["kid"]}


async def test_a_removed_key_is_told_no_more(office: Office) -> None:
    _, key = await office.post("/keys", {})
    assert (await office.ask("DELETE", f"/keys/{key['kid']}"))[0] == 200
    assert (await office.get("/keys"))[1] == {"keys": []}
    assert await told(office) == set()


@pytest.mark.parametrize(("method", "path"), [("POST", "/keys/none/retire"), ("DELETE", "/keys/x")])
async def test_a_key_that_is_not_there_is_404(office: Office, method: str, path: str) -> None:
    assert await office.ask(method, path) == (404, {"error": "no key has this kid"})


@pytest.mark.parametrize("algorithm", ["RS256", "none", 5])
async def test_another_algorithm_is_refused(office: Office, algorithm: object) -> None:
    status, answer = await office.post("/keys", {"algorithm": algorithm})
    assert status == 400
    assert "algorithm" in answer["error"]
    assert (await office.get("/keys"))[1] == {"keys": []}
