"""A call that has come through too many agents goes no further (SECURITY: F1)."""

from gateway.core.call import SendMessage
from gateway.core.errors import LoopLimit
from gateway.core.peer import AuthenticatedPeer
from gateway.policy.facts import Facts


def check_hops(_caller: AuthenticatedPeer, call: SendMessage, facts: Facts) -> None:
    """Raise LoopLimit."""
    if call.chain is not None and call.chain.hops > facts.max_hops:
        raise LoopLimit(f"at most {facts.max_hops} calls in a chain")
