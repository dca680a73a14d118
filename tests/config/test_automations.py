"""Rows of [[automations]]: what they come to, and what they are refused for."""

import pytest

from gateway.core.schedule import Schedule
from gateway.core.trigger import Trigger
from tests.config.test_read import AGENT, parse, refusal

ON = 'on = ["peer.down"]'


def automation(*lines: str, name: str = "daily") -> str:
    return "\n".join(("[[automations]]", f'name = "{name}"', *lines, ""))


BROKEN = {
    "no time": (automation('skill = "a"'), "automations.daily: must say when"),
    "two times": (automation(ON, 'cron = "0 9 * * *"', 'skill = "a"'), "must say when"),
    "a cron line": (automation('cron = "0 99 * * *"', 'skill = "a"'), "is no cron line: bad hour"),
    "a zone": (
        automation('cron = "0 9 * * *"', 'timezone = "Mars/Base"', 'skill = "a"'),
        "automations.daily: names a time zone that is not known",
    ),
    "a zone of nothing": (
        automation(ON, 'timezone = "Europe/Stockholm"', 'skill = "a"'),
        "has a timezone and no cron",
    ),
    "no action": (automation(ON), "must say what: a skill, a peer or a url"),
    "two actions": (
        automation(ON, 'skill = "a"', 'url = "https://a.example"'),
        "has a url, which takes no skill",
    ),
    "a peer and nothing for it": (automation(ON, 'peer = "b"'), "must say which skill of the peer"),
    "a text for nobody": (automation(ON, 'skill = "a"', 'text = "b"'), "has a text and no peer"),
    "arguments of nothing": (
        automation(ON, 'peer = "a"', 'text = "b"', "arguments = {c = 1}"),
        "has arguments and no skill",
    ),
    "a secret of nothing": (automation(ON, 'skill = "a"', 'secret = "env:A"'), "and no url"),
    "a url over plain http": (automation(ON, 'url = "http://a.example"'), "must begin with https"),
    "a template of no field": (
        automation(ON, 'skill = "a"', 'arguments = {b = ["{{ref}}"]}'),
        "automations.daily.arguments: holds a template that names no field",
    ),
    "half a template": (
        automation(ON, 'skill = "a"', 'arguments = {b = "{{data.ref}"}'),
        "holds {{ without a field",
    ),
    "a template in the text": (
        automation(ON, 'peer = "a"', 'text = "{{nothing}}"'),
        "automations.daily.text: holds a template",
    ),
    "two of one name": (
        automation(ON, 'skill = "a"') + automation(ON, 'skill = "a"'),
        "automations: two rows are named daily",
    ),
    "conditions of a clock": (
        automation('cron = "0 9 * * *"', 'skill = "a"', 'where = [{field = "peer", value = "b"}]'),
        "has conditions and no `on`",
    ),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_named(text: str, words: str) -> None:
    assert words in refusal(f"{AGENT}{text}")


def test_a_row_of_notices_has_a_trigger_and_no_schedule() -> None:
    (row,) = parse(AGENT + automation(ON, 'skill = "a"')).automations
    assert row.as_trigger() == Trigger(("peer.down",))
    assert row.schedule is None


def test_a_row_of_the_clock_has_a_schedule() -> None:
    text = automation('cron = "0 9 * * *"', 'timezone = "Europe/Stockholm"', 'skill = "a"')
    (row,) = parse(AGENT + text).automations
    assert row.schedule == Schedule("0 9 * * *", "Europe/Stockholm")


def test_dates_of_arguments_are_texts() -> None:
    text = automation(ON, 'skill = "a"', "arguments = {by = 2027-04-28, at = [09:30:00]}")
    (row,) = parse(AGENT + text).automations
    assert row.arguments == {"by": "2027-04-28", "at": ["09:30:00"]}
