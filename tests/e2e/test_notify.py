"""[[notify]] over real processes: what happens is told, signed, in order, whoever is killed."""

import json
from collections.abc import Iterator

import pytest
from standardwebhooks import Webhook

from gateway.core.json import encode
from tests.e2e.background import background
from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.operator.conftest import LOOPBACK
from tests.e2e.say import native
from tests.e2e.site import Gateway, Site
from tests.outbox.scripted import Script, script

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ENVIRONMENT = {
    "SKILLS__ROWS": json.dumps([{"name": "echo", "trust": "notify"}]),
    "LIMITS__SHUTDOWN_SECONDS": "1",
}


@pytest.fixture
def chat() -> Iterator[Script]:
    """The operator's system that is told."""
    with background() as there:
        yield there.open(script())


def add_row(site: Site, chat: Script, name: str, on: str) -> None:
    row = f'[[notify]]\nname = "{name}"\non = ["{on}"]\nurl = "{chat.url}/{name}"\n'
    text = site.config.read_text()
    site.config.write_text(f'{text}\n{row}secret = "file:chat.secret"\n')


def say(site: Site, gateway: Gateway, word: str) -> None:
    Caller(gateway.url, site.tokens["acme"]).post(native("echo", {"word": word}))


def words(chat: Script, name: str) -> list[str]:
    """What the receiver of a row was told, in the order in which it came."""
    told = [asked.body for asked in chat.calls if asked.path == f"/{name}"]
    return [body["data"]["arguments"]["word"] for body in told]


def test_what_happened_is_told_in_order_though_the_gateway_is_killed(
    site: Site, chat: Script
) -> None:
    (site.folder / "chat.secret").write_text(SECRET)
    site.edit("net", allow_networks=LOOPBACK)
    add_row(site, chat, "all", "skill.*")
    chat.answers = {"/all": (503, {})}
    with site.serve(**ENVIRONMENT) as gateway:
        for word in ("one", "two", "three"):
            say(site, gateway, word)
        wait_for(lambda: words(chat, "all"))
        owed = wait_for(lambda: outbox if len(outbox := site.json("outbox", "list")) == 3 else [])
        assert [(row["kind"], row["notify"]) for row in owed] == [("notification", "all")] * 3
        gateway.kill()
    chat.asked.clear()
    chat.answers = {"/all": {}}

    with site.serve(**ENVIRONMENT):
        # It may have failed a second time before the kill, and would then be due in minutes.
        site.run("outbox", "retry", owed[0]["id"])
        wait_for(lambda: words(chat, "all") == ["one", "two", "three"])
        wait_for(lambda: not site.json("outbox", "list"))

    for asked in chat.calls:
        assert Webhook(SECRET).verify(encode(asked.body).decode(), dict(asked.headers))
    ids = [asked.headers["webhook-id"] for asked in chat.calls if asked.path == "/all"]
    assert len(set(ids)) == 3


def test_a_row_that_is_added_is_told_what_comes_from_then_on(site: Site, chat: Script) -> None:
    (site.folder / "chat.secret").write_text(SECRET)
    site.edit("net", allow_networks=LOOPBACK)
    chat.answers = {"/later": {}}
    with site.serve(**ENVIRONMENT) as gateway:
        say(site, gateway, "before")
        add_row(site, chat, "later", "skill.ran")

        def is_told() -> bool:
            say(site, gateway, "after")
            return bool(words(chat, "later"))

        wait_for(is_told)
    assert set(words(chat, "later")) == {"after"}
