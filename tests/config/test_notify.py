"""Rows of [[notify]]: what they come to, and what they are refused for."""

import pytest

from gateway.core.trigger import Condition, Op, Trigger
from tests.config.test_read import AGENT, parse, refusal

URL = 'url = "https://chat.example/hooks/canary-path"'


def notify(*lines: str, name: str = "buyers") -> str:
    return "\n".join(("[[notify]]", f'name = "{name}"', *lines, ""))


BROKEN = {
    "nothing that it waits for": (notify(URL), "notify.buyers: must say on what"),
    "a notice that there is not": (notify(URL, 'on = ["deals.*"]'), "deal.opened, deal.answered"),
    "no url": (notify('on = ["*"]', 'url = ""'), "notify.buyers: must have a url"),
    "plain http": (
        notify('on = ["*"]', 'url = "http://chat.example"'),
        "notify.buyers.url: must begin with https",
    ),
    "a secret in its place": (
        notify('on = ["*"]', URL, 'secret = "whsec_abc"'),
        "notify.buyers.secret: must be env:NAME or file:PATH",
    ),
    "two of one name": (
        notify('on = ["*"]', URL) + notify('on = ["*"]', URL),
        "notify: two rows are named buyers",
    ),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_named(text: str, words: str) -> None:
    refused = refusal(f"{AGENT}{text}")
    assert words in refused
    assert "canary-path" not in refused


def test_a_row_says_what_it_waits_for_and_where_it_is_told() -> None:
    where = 'where = [{ field = "data.urgency", value = "high" }]'
    (row,) = parse(AGENT + notify(URL, 'on = "deal.*"', where, 'secret = "env:CHAT"')).notify
    condition = Condition("data.urgency", Op.EQ, "high")
    assert row.as_trigger() == Trigger(("deal.*",), (condition,))
    assert (row.url, row.secret) == ("https://chat.example/hooks/canary-path", "env:CHAT")
    assert "canary-path" not in repr(row)


def test_a_system_on_this_machine_may_be_told_over_plain_http() -> None:
    (row,) = parse(AGENT + notify('on = ["*"]', 'url = "http://127.0.0.1:9/hook"')).notify
    assert row.url == "http://127.0.0.1:9/hook"
