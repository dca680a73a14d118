"""Calls to peers: by which way, in which words, how long, and what came of them.

What a caller waits for is sent at once and recorded. What must not be lost will be queued beside
it: a row of the cause's own transaction, delivered with a lease.
"""

from gateway.outbox.ask import Ask
from gateway.outbox.exchange import Exchange
from gateway.outbox.outcome import Kind, Outcome
from gateway.outbox.send import Outbox
from gateway.outbox.ways import Ways
from gateway.outbox.write import write_outcome

__all__ = ["Ask", "Exchange", "Kind", "Outbox", "Outcome", "Ways", "write_outcome"]
