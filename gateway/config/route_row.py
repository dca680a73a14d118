"""One row of ``[[routes]]``: where a message goes that names no skill."""

from collections.abc import Sequence
from typing import Self

from pydantic import model_validator

from gateway.config.fields import (
    HookUrl,
    Name,
    Regex,
    Seconds,
    SecretRef,
    SkillName,
    Text,
)
from gateway.config.section import Section, check_names
from gateway.core.pattern import compile_pattern
from gateway.core.routing import Route


class RouteRow(Section):
    """``skill`` or ``peer`` is where it leads. All that is named of ``keyword`` (any of the words),
    ``regex`` and ``tag`` must hold; ``default`` takes what no rule holds for.
    """

    name: Name
    keyword: tuple[Text, ...] = ()
    regex: Regex = ""
    tag: str = ""
    default: bool = False
    skill: SkillName | None = None
    peer: Name | None = None
    timeout: Seconds | None = None
    fallback: Name | None = None
    answer: str = ""
    escalation: HookUrl = ""
    escalation_secret: SecretRef = ""

    @model_validator(mode="after")
    def _check_sense(self) -> Self:
        if (self.skill is None) == (self.peer is None):
            raise ValueError("must lead to a skill or to a peer, and to one of them")
        if self.default and (self.keyword or self.regex or self.tag):
            raise ValueError("is the default and has a condition; it needs none")
        if self.fallback is not None and self.answer:
            raise ValueError("has a fallback and an answer; give the last route the answer")
        if self.escalation_secret and not self.escalation:
            raise ValueError("has an escalation_secret and no escalation")
        return self

    def as_route(self) -> Route:
        return Route(
            name=self.name,
            skill=self.skill or self.name,
            peer=self.peer or "",
            keywords=self.keyword,
            pattern=compile_pattern(self.regex) if self.regex else None,
            tag=self.tag,
            is_default=self.default,
            timeout=self.timeout,
            fallback=self.fallback or "",
            answer=self.answer,
            escalation=self.escalation,
            escalation_secret=self.escalation_secret,
        )


def check_routes(rows: Sequence[RouteRow]) -> None:
    """Raise ValueError for rows that do not go together."""
    check_names(row.name for row in rows)
    if sum(row.default for row in rows) > 1:
        raise ValueError("two rows are the default")
    next_of = {row.name: row.fallback for row in rows}
    for row in rows:
        if row.fallback is not None and row.fallback not in next_of:
            raise ValueError(f"{row.name} falls back to {row.fallback}, which is no route")
        seen, at = {row.name}, row.fallback
        while at is not None:
            if at in seen:
                raise ValueError(f"{row.name} falls back to itself in the end")
            seen.add(at)
            at = next_of[at]
