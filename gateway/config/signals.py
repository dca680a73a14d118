"""The ``[signals]`` table: who may send signals, and who is asked where one is a request."""

from gateway.config.audience import Audience
from gateway.config.fields import Sha256
from gateway.config.section import Section


class SignalSettings(Section):
    """``token_hash`` is of the token that signals come with, None while the operator alone sends
    them. ``audience`` is for a request that names nobody; without it, such a request is refused.
    """

    token_hash: Sha256 | None = None
    audience: Audience | None = None
