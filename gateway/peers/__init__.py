"""What an operator does about peers beyond their rows: look at them, ask how they are, invite them,
and keep those that come while the gateway runs.
"""

from gateway.peers.accept import Acceptances
from gateway.peers.discover import AUDIT, TEST, Discoverer, Probe, write_probe
from gateway.peers.find import Offer, find_offers
from gateway.peers.introduce import INVITATIONS, TOKENS, Introduced, Introducer
from gateway.peers.invite import ANSWER_MS, InvitationNotFound, Invitations, is_open
from gateway.peers.letters import InviteFile, read_invite
from gateway.peers.look import Looker, Seen
from gateway.peers.managed import ManagedPeers, Rotation
from gateway.peers.prober import Prober

__all__ = [
    "ANSWER_MS",
    "AUDIT",
    "INVITATIONS",
    "TEST",
    "TOKENS",
    "Acceptances",
    "Discoverer",
    "Introduced",
    "Introducer",
    "InvitationNotFound",
    "Invitations",
    "InviteFile",
    "Looker",
    "ManagedPeers",
    "Offer",
    "Probe",
    "Prober",
    "Rotation",
    "Seen",
    "find_offers",
    "is_open",
    "read_invite",
    "write_probe",
]
