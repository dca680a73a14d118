"""Where a message goes that names no skill: the operator's rules, tried in their order.

Pure values: which rule wins depends on the words, on the tags of the peer, and on nothing else.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from gateway.core.pattern import Pattern


class Route(Struct, frozen=True):
    """One rule. All of ``keywords`` (one of them), ``pattern`` and ``tag`` that it names must hold;
    one that names none is reached by its name, or as another's ``fallback``.

    ``skill`` is what answers: for a route to a ``peer``, a skill of the route's own name.
    ``timeout`` is in seconds. When what answers fails, ``fallback`` names the route that is tried
    next, or ``answer`` is said; ``escalation`` is the URL that is told, signed with the secret that
    ``escalation_secret`` refers to.
    """

    name: str
    skill: str
    peer: str = ""
    keywords: tuple[str, ...] = ()
    pattern: Pattern | None = None
    tag: str = ""
    is_default: bool = False
    timeout: float | None = None
    fallback: str = ""
    answer: str = ""
    escalation: str = ""
    escalation_secret: str = ""


class Match(NamedTuple):
    """``route`` is None where no rule holds; ``why`` says it in words."""

    route: Route | None
    why: str


def match_route(routes: Iterable[Route], text: str, tags: Sequence[str]) -> Match:
    """The first rule that holds for what a peer with these tags says, else the default."""
    folded = text.casefold()
    default: Route | None = None
    for route in routes:
        if route.is_default:
            default = default or route
        elif why := _why(route, text, folded, tags):
            return Match(route, why)
    if default is not None:
        return Match(default, "no rule holds, and it is the default")
    return Match(None, "no rule holds")


def find_route(routes: Iterable[Route], name: str) -> Route | None:
    return next((route for route in routes if route.name == name), None)


def _why(route: Route, text: str, folded: str, tags: Sequence[str]) -> str:
    """What of the rule holds, "" when not all does."""
    reasons = []
    if route.keywords:
        said = next((word for word in route.keywords if word.casefold() in folded), None)
        if said is None:
            return ""
        reasons.append(f'keyword "{said}"')
    if route.pattern is not None:
        if not route.pattern.is_in(text):
            return ""
        reasons.append(f"regex {route.pattern.text}")
    if route.tag:
        if route.tag not in tags:
            return ""
        reasons.append(f'tag "{route.tag}"')
    return " and ".join(reasons)
