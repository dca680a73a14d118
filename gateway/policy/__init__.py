"""The checks that a call passes before it is taken: one file a check, each without I/O.

A policy gets the caller, the call and the facts that were read for it, and raises a GatewayError.
"""

from collections.abc import Callable
from typing import Final, TypeAlias

from gateway.core.call import SendMessage
from gateway.core.peer import AuthenticatedPeer
from gateway.policy.capability import check_capability
from gateway.policy.facts import Facts
from gateway.policy.hops import check_hops
from gateway.policy.modes import check_modes
from gateway.policy.scope import check_scope

Policy: TypeAlias = Callable[[AuthenticatedPeer, SendMessage, Facts], None]

POLICIES: Final[tuple[Policy, ...]] = (check_scope, check_hops, check_modes)

__all__ = ["POLICIES", "Facts", "Policy", "check_capability"]
