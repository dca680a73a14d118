"""``peergate check`` of automations: what would fail each time is found before."""

import pytest

from tests.cli.conftest import Peergate
from tests.cli.test_check import extend, findings


def row(*lines: str) -> str:
    return "\n".join(('\n[[automations]]\nname = "daily"\ncron = "0 9 * * *"', *lines, ""))


def test_without_any_there_is_none(peergate: Peergate) -> None:
    assert findings(peergate)["automations"] == [("green", "none")]


def test_what_can_be_done_is_green(peergate: Peergate) -> None:
    extend(peergate, row('skill = "check_stock"', 'arguments = {product = "FL-100"}'))
    extend(peergate, '\n[[notify]]\nname = "n"\non = "*"\nurl = "https://a.example"\n')
    assert findings(peergate)["automations"] == [("green", "1 automations, 1 notify")]


def test_what_a_notice_fills_is_not_checked(peergate: Peergate) -> None:
    text = row('skill = "check_stock"', 'arguments = {qty = "{{data.qty}}"}')
    extend(peergate, text.replace('cron = "0 9 * * *"', 'on = "*"'))
    assert findings(peergate)["automations"] == [("green", "1 automations, 0 notify")]


BROKEN = {
    "a skill": (row('skill = "nothing"'), "red", "the skill nothing is not there"),
    "arguments": (
        row('skill = "check_stock"', 'arguments = {produkt = "FL-100"}'),
        "red",
        "automations.daily.arguments: product: Field required",
    ),
    "a peer": (row('peer = "nobody"', 'text = "hello"'), "yellow", "nobody has no row in the file"),
    "a secret": (
        row('url = "https://a.example"', 'secret = "env:NO_SUCH_SECRET"'),
        "red",
        "automations.daily.secret: the environment variable NO_SUCH_SECRET",
    ),
    "a secret of notify": (
        '\n[[notify]]\nname = "n"\non = "*"\nurl = "https://a.example"\n'
        'secret = "env:NO_SUCH_SECRET"\n',
        "red",
        "notify.n.secret: the environment variable NO_SUCH_SECRET",
    ),
    "a private address": (
        row('url = "https://10.0.0.1/hook"'),
        "red",
        "automations.daily.url: the URL names an address that is not public",
    ),
    "a private address of notify": (
        '\n[[notify]]\nname = "n"\non = "*"\nurl = "http://127.0.0.1:9/canary"\n',
        "red",
        "notify.n.url: the URL names an address that is not public",
    ),
    "an approval": (
        row('skill = "echo"') + '\n[[skills]]\nname = "echo"\ntrust = "approve"\n',
        "yellow",
        "needs a human's approval",
    ),
}


@pytest.mark.parametrize(("text", "level", "words"), BROKEN.values(), ids=BROKEN)
def test_what_would_fail_is_named(peergate: Peergate, text: str, level: str, words: str) -> None:
    extend(peergate, text)
    found = findings(peergate, code=1 if level == "red" else 0)["automations"]
    assert found[0][0] == level
    assert words in found[0][1]


def test_a_rule_of_approvals_for_automations_alone_is_green(peergate: Peergate) -> None:
    extend(peergate, row('skill = "echo"') + '\n[[skills]]\nname = "echo"\ntrust = "approve"\n')
    extend(peergate, '\n[[approvals.rules]]\npeers = ["@self"]\nneeded = false\n')
    found = findings(peergate)
    assert {level for level, _ in found["automations"] + found["approvals"]} == {"green"}
