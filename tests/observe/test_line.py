"""What a log line shows, for machines and on a terminal."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from gateway.observe.log import configure_log, get_log

CANARY = "canary-4f1b2b0b"


@pytest.fixture(params=[True, False], ids=["json", "terminal"])
def configured(request: pytest.FixtureRequest) -> Iterator[None]:
    configure_log(as_json=request.param)
    yield
    configure_log()


def break_with(secret: str) -> None:
    headers = {"Authorization": f"Bearer {secret}"}
    raise KeyError(len(headers))


@pytest.mark.usefixtures("configured")
def test_a_traceback_shows_where_it_broke_and_nothing_that_was_held(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        break_with(CANARY)
    except KeyError as error:
        get_log("test").error("request_failed", exc_info=error)
    said = capsys.readouterr().err
    assert "request_failed" in said
    assert "break_with" in said
    assert CANARY not in said


@pytest.mark.usefixtures("configured")
def test_what_a_peer_says_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    get_log("test").info("refused", problem="line\nforged=1", word="\x1b[2Jx")
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "\x1b[2J" not in said


def test_a_machine_reads_what_where_how_grave_and_when(capsys: pytest.CaptureFixture[str]) -> None:
    get_log("store").warning("store_slow", seconds=1.5, rows=["a", None], by={1}, event="x")
    told = json.loads(capsys.readouterr().err)
    age = datetime.now(UTC) - datetime.fromisoformat(told.pop("timestamp"))
    assert timedelta() <= age < timedelta(hours=1)
    assert told == {
        "part": "store",
        "seconds": 1.5,
        "rows": ["a", None],
        "by": "{1}",
        "event": "store_slow",
        "level": "warning",
    }


def test_a_machine_reads_a_traceback_on_the_same_line(capsys: pytest.CaptureFixture[str]) -> None:
    get_log("http").error("request_failed", exc_info=KeyError("a\nb"))
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["exception"] == "KeyError: 'a\\nb'"
