"""The log goes to standard error, whatever becomes of it."""

import io
import json
import sys
from collections.abc import Iterator

import pytest

from gateway.observe.line import Level
from gateway.observe.log import configure_log, get_log


@pytest.fixture(autouse=True)
def configured() -> Iterator[None]:
    configure_log()
    yield
    configure_log()


def test_a_line_goes_to_standard_error_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    now = io.StringIO()
    monkeypatch.setattr(sys, "stderr", now)

    get_log("store").error("store_failed", problem="full")

    assert '"event": "store_failed"' in now.getvalue()
    assert now.getvalue().count("\n") == 1


def test_a_standard_error_that_is_gone_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = io.StringIO()
    gone.close()
    monkeypatch.setattr(sys, "stderr", gone)

    get_log("store").error("store_failed")


def test_what_is_less_grave_than_was_asked_for_is_not_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_log(level=Level.WARNING)
    log = get_log("store")
    log.debug("a")
    log.info("b")
    log.warning("c")
    log.error("d")
    told = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert told == ["c", "d"]
