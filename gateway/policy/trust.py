"""A skill with trust ``approve`` waits for a human; without one it is refused."""

from gateway.core.call import SendMessage
from gateway.core.errors import ApprovalUnavailable
from gateway.core.peer import AuthenticatedPeer
from gateway.policy.facts import Facts


def check_trust(_caller: AuthenticatedPeer, _call: SendMessage, facts: Facts) -> None:
    """Raise ApprovalUnavailable."""
    if facts.skill is not None and facts.skill.trust == "approve":
        raise ApprovalUnavailable(facts.skill.name)
