"""Rows of skills and of routes: what they come to, and what they are refused for."""

import pytest

from gateway.core.errors import ConfigError
from gateway.core.routing import Route
from gateway.core.skill import Handler
from tests.config.test_read import AGENT, parse, refusal


def skill(lines: str) -> str:
    return f'{AGENT}\n[[skills]]\nname = "translate"\n{lines}\n'


def route(lines: str, name: str = "billing") -> str:
    return f'\n[[routes]]\nname = "{name}"\n{lines}\n'


BROKEN = {
    "rows beside the table": (
        AGENT + '[skills]\ndirs = []\n[[skills]]\nname = "a"',
        "beside [skills], write [[skills.rows]]",
    ),
    "no handler": (skill('handler = "globex"'), "skills.rows.translate.handler: must be a2a:PEER"),
    "a peer that is none": (skill('handler = "a2a:Glo bex"'), "must be a2a:PEER"),
    "handler and handlers": (
        skill('handler = "a2a:a"\nhandlers = ["a2a:b"]'),
        "skills.rows.translate: has handler and handlers",
    ),
    "a peer twice": (skill('handlers = ["a2a:a/x", "a2a:a/y"]'), "names a peer twice"),
    "an effect of a loaded skill": (skill('effect = "at_most_once"'), "an effect and no handler"),
    "two skills of one name": (
        skill('handler = "a2a:a"') + '[[skills]]\nname = "translate"\nhandler = "a2a:b"',
        "skills.rows: two rows are named translate",
    ),
    "a name that is none": (AGENT + '[[skills]]\nname = "a b"', "skills.rows.a b.name: must be 1"),
    "a route to nowhere": (AGENT + route(""), "routes.billing: must lead to a skill or to a peer"),
    "a route to both": (AGENT + route('skill = "a"\npeer = "b"'), "to a skill or to a peer"),
    "an expression that RE2 refuses": (
        AGENT + route("skill = \"a\"\nregex = '(?=a)'"),
        "routes.billing.regex: is not a regular expression that RE2 can compile",
    ),
    "a default with a condition": (
        AGENT + route('skill = "a"\ndefault = true\ntag = "x"'),
        "routes.billing: is the default and has a condition",
    ),
    "two defaults": (
        AGENT + route('skill = "a"\ndefault = true') + route('skill = "a"\ndefault = true', "b"),
        "routes: two rows are the default",
    ),
    "two routes of one name": (
        AGENT + route('skill = "a"') + route('skill = "a"'),
        "routes: two rows are named billing",
    ),
    "a fallback and an answer": (
        AGENT + route('skill = "a"\nfallback = "b"\nanswer = "c"'),
        "routes.billing: has a fallback and an answer",
    ),
    "a fallback to nowhere": (
        AGENT + route('skill = "a"\nfallback = "b"'),
        "routes: billing falls back to b, which is no route",
    ),
    "fallbacks in a circle": (
        AGENT
        + route('skill = "a"\nfallback = "b"')
        + route('skill = "a"\nfallback = "billing"', "b"),
        "routes: billing falls back to itself in the end",
    ),
    "an escalation over plain http": (
        AGENT + route('skill = "a"\nescalation = "http://tickets.example"'),
        "routes.billing.escalation: must begin with https://",
    ),
    "a secret that signs nothing": (
        AGENT + route('skill = "a"\nescalation_secret = "env:A"'),
        "routes.billing: has an escalation_secret and no escalation",
    ),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_row_that_makes_no_sense_is_refused_by_its_name(text: str, words: str) -> None:
    assert words in refusal(text)


def test_a_skill_is_carried_out_by_peers_in_their_order() -> None:
    (row,) = parse(skill('handlers = ["a2a:globex/do_it", "responses:initech"]')).skills.rows
    assert row.carriers == (
        Handler("a2a", "globex", "do_it"),
        Handler("responses", "initech"),
    )
    assert list(map(str, row.carriers)) == ["a2a:globex/do_it", "responses:initech"]


def test_rows_stand_in_the_table_of_skills_too() -> None:
    text = AGENT + '[skills]\nbundled = false\n[[skills.rows]]\nname = "a"\nhandler = "a2a:b"'
    settings = parse(text)
    assert [row.name for row in settings.skills.rows] == ["a"]
    assert not settings.skills.bundled


def test_the_environment_leaves_rows_alone() -> None:
    settings = parse(skill('handler = "a2a:b"'), GATEWAY_SKILLS__BUNDLED="false")
    assert [row.name for row in settings.skills.rows] == ["translate"]
    assert not settings.skills.bundled


def test_a_route_to_a_peer_is_a_skill_of_its_own_name() -> None:
    (row,) = parse(AGENT + route('peer = "globex"\nkeyword = ["bill"]\ntimeout = 5')).routes
    assert row.as_route() == Route(
        "billing", "billing", peer="globex", keywords=("bill",), timeout=5
    )


def test_a_peers_timeout_is_in_seconds_and_not_nothing() -> None:
    row = '[[peers]]\nname = "globex"\ntimeout = '
    assert parse(AGENT + row + "2.5").peers[0].as_peer().timeout == 2.5
    with pytest.raises(ConfigError, match="greater than 0"):
        parse(AGENT + row + "0")
