"""A call on its way to a peer: what the guide is told of it, and what it finds out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from gateway.core.chain import Cause
from gateway.core.peer import Peer
from gateway.outbox.heard import Heard
from gateway.outbox.line import Asked
from gateway.outbox.outcome import Outcome
from gateway.outbox.route import Route
from gateway.store.records import Activity

Say: TypeAlias = Callable[[Route, str], Asked]
"""The call in the words for one way, and for the peer's card as JSON text, "" for none."""


@dataclass(slots=True)
class Trip:
    """``peer`` and ``activity``, its audit row, and how far it has come.

    ``follows`` waits for the end of the task; ``insists`` calls a peer that is left alone for now
    too. ``cause`` is the call in that has us call. Whoever sets ``is_recorded`` to false keeps what
    came of it. A task that goes on when waiting is over is looked after where ``is_kept_up``.
    ``dialect`` is the language in which it was last said; ``outcome`` is there when all is over.
    """

    peer: Peer
    activity: Activity
    say: Say
    seconds: float
    follows: bool
    insists: bool = False
    cause: Cause | None = None
    is_recorded: bool = True
    is_kept_up: bool = False
    asked_for_news: bool = False
    dialect: str = ""
    heard: Heard = field(default_factory=Heard)
    outcome: Outcome | None = None
