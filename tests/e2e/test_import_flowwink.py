"""A Flowwink site's peers, imported while the gateway runs, call as they always have."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.flowwink.export import as_csv, hash_of, row
from tests.e2e.caller import Answer, Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import ASKED, QUOTE, native, rpc, skill_text
from tests.e2e.site import Gateway, Site

INGEST = ("/functions/v1/a2a/ingest", "/functions/v1/a2a-ingest")
PROTOCOLS = ("jsonrpc", "a2a", "native", "negotiate", "responses")
TOKENS = {protocol: f"fwk_{protocol}_{'ab' * 16}" for protocol in PROTOCOLS}
ROWS = [
    *(
        row(f"By {name}", inbound_token_hash=hash_of(token), capabilities={"protocol": name})
        for name, token in TOKENS.items()
    ),
    row("Paused Inc", inbound_token_hash=hash_of("fwk_paused"), status="paused"),
]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_they_call_with_their_old_tokens_and_are_answered_as_before(site: Site, form: str) -> None:
    export = write(site, form)

    with site.serve() as gateway:
        done = site.run("import-flowwink", str(export))
        callers = [Caller(gateway.url, token) for token in TOKENS.values()]
        wait_for(lambda: all(caller.post(ask(), INGEST[0]).status == 200 for caller in callers))

        assert done.returncode == 0, done.stderr
        for caller in callers:
            for path in INGEST:
                assert read(caller.post(ask(), path)) == QUOTE
                assert caller.post(native("get_quote", ASKED), path).json == QUOTE
        assert refused(gateway, "fwk_paused") == refused(gateway, "fwk_unknown") == 403


def test_a_second_import_changes_nothing(site: Site) -> None:
    export = write(site, "json")
    site.run("import-flowwink", str(export))
    before = site.config.stat().st_ino, site.config.stat().st_mtime_ns

    done = site.run("import-flowwink", str(export), "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["present"] == len(ROWS)
    assert (site.config.stat().st_ino, site.config.stat().st_mtime_ns) == before


def write(site: Site, form: str) -> Path:
    export = site.folder / f"a2a_peers.{form}"
    export.write_text(as_csv(ROWS) if form == "csv" else json.dumps(ROWS))
    return export


def ask() -> dict[str, Any]:
    """As Flowwink's server sends it."""
    part = {"type": "text", "text": skill_text("get_quote", ASKED)}
    return rpc("message/send", {"message": {"role": "user", "parts": [part]}}, "activity-1")


def read(answer: Answer) -> Any:
    """Where Flowwink's peers look for the result."""
    part = answer.result["artifacts"][0]["parts"][0]
    assert (answer.result["status"]["state"], part["type"]) == ("completed", "text")
    return json.loads(part["text"])


def refused(gateway: Gateway, token: str) -> int:
    return Caller(gateway.url, token).post(ask(), INGEST[0]).status
