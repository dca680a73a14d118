"""One row of ``[[notify]]``: a webhook of the operator's that is told of notices."""

from typing import Self

from pydantic import Field, model_validator

from gateway.config.fields import HookUrl, Name, SecretRef
from gateway.config.trigger import TriggerSection


class NotifyRow(TriggerSection):
    """``secret`` signs what is sent by the rules of Standard Webhooks; without it nothing does.

    The path of ``url`` may be its receiver's secret, so it is never shown.
    """

    name: Name
    url: HookUrl = Field(repr=False)
    secret: SecretRef = ""

    @model_validator(mode="after")
    def _check_complete(self) -> Self:
        if not self.on:
            raise ValueError('must say on what; on = ["*"] is everything')
        if not self.url:
            raise ValueError("must have a url")
        return self
