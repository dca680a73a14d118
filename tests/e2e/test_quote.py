"""A quote is the same in every wire language, and on every path that takes one."""

import pytest

from tests.e2e.caller import Caller
from tests.e2e.conftest import As
from tests.e2e.say import ASKED, LANGUAGES, QUOTE, get_task, native, rpc, send_skill, send_v03

PATHS = ("/", "/a2a", "/a2a/ingest", "/a2a/v1")
FLOWWINK_PATHS = ("/functions/v1/a2a/ingest", "/functions/v1/a2a-ingest")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gets_the_same_quote(acme: Caller, language: str) -> None:
    say, hear = LANGUAGES[language]

    assert hear(acme.post(say("get_quote", ASKED))) == QUOTE


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", FLOWWINK_PATHS)
def test_flowwinks_paths_speak_every_language(acme: Caller, language: str, path: str) -> None:
    say, hear = LANGUAGES[language]

    assert hear(acme.post(say("get_quote", ASKED), path)) == QUOTE


@pytest.mark.parametrize("path", [*PATHS, *FLOWWINK_PATHS])
def test_a_trailing_slash_changes_nothing(acme: Caller, path: str) -> None:
    answer = acme.post(native("get_quote", ASKED), path.removesuffix("/") + "/")

    assert answer.json == QUOTE


def test_a_key_in_x_api_key_is_as_good_as_a_bearer(acme: Caller) -> None:
    keyed = Caller(acme.url)

    assert keyed.post(native("get_quote", ASKED), X_API_Key=acme.token).json == QUOTE


@pytest.mark.parametrize(
    ("peer", "path"), [("flow", "/a2a"), ("acme", FLOWWINK_PATHS[0]), ("terse", FLOWWINK_PATHS[0])]
)
def test_a_flowwink_peer_reads_both_tags_on_a_part(as_peer: As, peer: str, path: str) -> None:
    answer = as_peer(peer).post(send_v03("get_quote", ASKED), path)

    text, data = answer.result["artifacts"][0]["parts"]
    assert (text["kind"], text["type"]) == ("text", "text")
    assert (data["kind"], data["type"]) == ("data", "data")
    assert data["data"] == QUOTE


def test_an_enveloped_peer_gets_flowwinks_envelope(as_peer: As) -> None:
    answer = as_peer("enveloped").post(native("get_quote", ASKED))

    assert answer.json == {"status": "success", "result": QUOTE, "trust_level": "auto"}


def test_a_completed_task_can_be_fetched_in_both_versions(acme: Caller) -> None:
    task = acme.post(send_skill("get_quote", ASKED)).result["task"]

    fetched = acme.post(get_task(task["id"]))
    older = acme.post(rpc("tasks/get", {"id": task["id"]}))

    assert fetched.result == task
    assert task["status"]["state"] == "TASK_STATE_COMPLETED"
    assert (older.result["id"], older.result["status"]["state"]) == (task["id"], "completed")
