"""Calls to peers: by which way, in which words, how long, and what came of them.

What a caller waits for is sent at once and recorded. What must not be lost is a row of the outbox,
in the transaction of its cause, until the courier has delivered it.
"""

from gateway.outbox.announce import TOKEN, TokenCarrier, announcement
from gateway.outbox.ask import Ask
from gateway.outbox.deliver import Bounds, Carry, Courier, by_kind
from gateway.outbox.durable import Durability, Letter
from gateway.outbox.escalate import (
    ESCALATES_NO_MORE,
    ESCALATION,
    escalation,
    escalation_webhook,
)
from gateway.outbox.exchange import Exchange
from gateway.outbox.following import Following
from gateway.outbox.health import Health
from gateway.outbox.hook import check_hook
from gateway.outbox.letter import CALL, TASK
from gateway.outbox.loops import LoopBounds, Loops
from gateway.outbox.notify import (
    NOTIFICATION,
    NOTIFIES_NO_MORE,
    notification,
    notification_webhook,
    write_noticed,
)
from gateway.outbox.outcome import Kind, Outcome
from gateway.outbox.own_webhook import OwnWebhook, OwnWebhookCarrier
from gateway.outbox.pins import Pins
from gateway.outbox.push import PUSH, PushCarrier
from gateway.outbox.push_safe import PushSafe
from gateway.outbox.result import take_result
from gateway.outbox.results import Reception, Results
from gateway.outbox.send import Outbox
from gateway.outbox.ways import Ways
from gateway.outbox.write import write_outcome

__all__ = [
    "CALL",
    "ESCALATES_NO_MORE",
    "ESCALATION",
    "NOTIFICATION",
    "NOTIFIES_NO_MORE",
    "PUSH",
    "TASK",
    "TOKEN",
    "Ask",
    "Bounds",
    "Carry",
    "Courier",
    "Durability",
    "Exchange",
    "Following",
    "Health",
    "Kind",
    "Letter",
    "LoopBounds",
    "Loops",
    "Outbox",
    "Outcome",
    "OwnWebhook",
    "OwnWebhookCarrier",
    "Pins",
    "PushCarrier",
    "PushSafe",
    "Reception",
    "Results",
    "TokenCarrier",
    "Ways",
    "announcement",
    "by_kind",
    "check_hook",
    "escalation",
    "escalation_webhook",
    "notification",
    "notification_webhook",
    "take_result",
    "write_noticed",
    "write_outcome",
]
