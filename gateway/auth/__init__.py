"""Who is calling: peers by token, operators by theirs. Only here is an AuthenticatedPeer made."""

from gateway.auth.credential import read_credential
from gateway.auth.operator import OperatorGate
from gateway.auth.roster import Roster

__all__ = ["OperatorGate", "Roster", "read_credential"]
