"""One row of ``[[skills]]``: a skill that peers carry out, or what the operator says of a loaded
one.
"""

from typing import Self

from pydantic import model_validator

from gateway.config.fields import HandlerRef, Seconds, SkillName, Text
from gateway.config.section import Section
from gateway.core.skill import Effect, Handler, Scope, Trust, read_handler


class SkillRow(Section):
    """With ``handler``, or ``handlers`` in the order in which they are tried, the skill is carried
    out by peers. Without, the row is of a skill that was loaded, and what it says wins over what
    the skill's file says. ``timeout`` is in seconds.
    """

    name: SkillName
    description: str = ""
    handler: HandlerRef | None = None
    handlers: tuple[HandlerRef, ...] = ()
    scope: Scope | None = None
    trust: Trust | None = None
    effect: Effect | None = None
    tags: tuple[Text, ...] = ()
    timeout: Seconds | None = None

    @model_validator(mode="after")
    def _check_handlers(self) -> Self:
        if self.handler is not None and self.handlers:
            raise ValueError("has handler and handlers; name one of the two")
        peers = [handler.peer for handler in self.carriers]
        if len(set(peers)) < len(peers):
            raise ValueError("names a peer twice in handlers")
        if not peers and self.effect is not None:
            raise ValueError("has an effect and no handler; a loaded skill says its own")
        return self

    @property
    def carriers(self) -> tuple[Handler, ...]:
        """Those who carry it out, the first one first; none for a skill that is loaded."""
        named = (self.handler,) if self.handler is not None else self.handlers
        return tuple(map(read_handler, named))
