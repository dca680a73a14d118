"""One row of ``[[automations]]``: what is done by itself, and when."""

from typing import Any, Final, Self

from pydantic import Field, field_validator, model_validator

from gateway.config.fields import Count, HookUrl, Name, SecretRef, SkillName
from gateway.config.trigger import TriggerSection, read_dates
from gateway.core.json import encode
from gateway.core.schedule import Schedule, read_schedule
from gateway.core.template import check_templates

_UTC: Final = "UTC"


class AutomationRow(TriggerSection):
    """``on``, or ``cron`` in the time of ``timezone``, is when; ``skill``, or ``peer`` with a skill
    or a ``text`` for it, or ``url``, is what. With ``catch_up``, what was due while the gateway was
    stopped is run once when it starts. What comes beyond ``runs_per_minute`` waits.
    """

    name: Name
    enabled: bool = True
    cron: str = ""
    timezone: str = _UTC
    catch_up: bool = True
    skill: SkillName | None = None
    peer: Name | None = None
    arguments: dict[str, Any] = Field(default_factory=dict)
    text: str = ""
    url: HookUrl = Field(default="", repr=False)
    secret: SecretRef = ""
    runs_per_minute: Count = 60

    @field_validator("arguments", mode="before")
    @classmethod
    def _read_dates(cls, value: Any) -> Any:
        return read_dates(value)

    @field_validator("arguments", "text")
    @classmethod
    def _check_templates(cls, value: Any) -> Any:
        try:
            encode(value)
        except TypeError:
            raise ValueError("must be what JSON can say") from None
        check_templates(value)
        return value

    @model_validator(mode="after")
    def _check_when(self) -> Self:
        if bool(self.on) == bool(self.cron):
            raise ValueError("must say when: `on` or `cron`, and one of them")
        if self.cron:
            read_schedule(self.cron, self.timezone)
        elif self.timezone != _UTC:
            raise ValueError("has a timezone and no cron")
        return self

    @model_validator(mode="after")
    def _check_what(self) -> Self:
        if self.url:
            if self.skill or self.peer or self.arguments or self.text:
                raise ValueError("has a url, which takes no skill, peer, arguments or text")
            return self
        if self.secret:
            raise ValueError("has a secret and no url")
        if not (self.skill or self.peer):
            raise ValueError("must say what: a skill, a peer or a url")
        if self.peer and not (self.skill or self.text):
            raise ValueError("must say which skill of the peer, or a text for it")
        if self.text and not self.peer:
            raise ValueError("has a text and no peer that is told it")
        if self.arguments and not self.skill:
            raise ValueError("has arguments and no skill that they are of")
        return self

    @property
    def schedule(self) -> Schedule | None:
        return Schedule(self.cron, self.timezone) if self.cron else None
