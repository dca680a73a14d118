"""What a log line shows, for machines and on a terminal."""

from collections.abc import Iterator

import pytest
import structlog

from gateway.observe.log import configure_log, get_log

CANARY = "canary-4f1b2b0b"


@pytest.fixture(params=[True, False], ids=["json", "terminal"], autouse=True)
def configured(request: pytest.FixtureRequest) -> Iterator[None]:
    configure_log(as_json=request.param)
    yield
    structlog.reset_defaults()


def break_with(secret: str) -> None:
    headers = {"Authorization": f"Bearer {secret}"}
    raise KeyError(len(headers))


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


def test_what_a_peer_says_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    get_log("test").info("refused", problem="line\nforged=1", word="\x1b[2Jx")
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "\x1b[2J" not in said
