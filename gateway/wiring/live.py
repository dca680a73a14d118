"""What a reload of the config replaces, and what the rest of the gateway asks of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.auth import Roster
from gateway.config import Settings
from gateway.core.errors import SkillNotFound
from gateway.core.peer import Peer, PeerStatus
from gateway.net import Reach
from gateway.outbox import check_hook
from gateway.peers import reach_of
from gateway.skillkit.declare import Skill


@dataclass(slots=True)
class Live:
    """The URLs are known once the gateway listens."""

    settings: Settings
    roster: Roster
    base_url: str = ""
    listening_url: str = ""
    is_stopping: bool = False

    def adopt(self, settings: Settings) -> None:
        """Use new settings from the next request on."""
        self.settings = settings
        self.roster = Roster.of(settings.peers, settings.agent.tenant)

    def check_again(self, peer: Peer, skill: Skill) -> None:
        """Raise SkillNotFound when the peer may no longer run the skill."""
        current = self.roster.find(peer.name)
        if (
            current is None
            or current.status is not PeerStatus.ACTIVE
            or not current.may_call(skill.name)
        ):
            raise SkillNotFound(repr(skill.name))

    def reach(self, peer: Peer | None = None) -> Reach:
        """Where we may connect to for this peer, or for none: as the config says now."""
        return reach_of(self.settings, peer)

    def check_hook(self, peer: Peer, url: str) -> None:
        """Raise EgressDenied for a webhook that is not called for this peer."""
        ours = [own for own in (self.base_url, self.listening_url) if own]
        check_hook(url, self.reach(peer), ours)

    def held(self) -> list[str]:
        """The peers for whom nothing leaves at present."""
        return [row.name for row in self.settings.peers if row.status is PeerStatus.PAUSED]

    def offers(self, peer_name: str, skills: Iterable[Skill]) -> list[Skill]:
        """Those of the skills that the peer of that name may call."""
        peer = self.roster.find(peer_name)
        return [
            skill
            for skill in skills
            if peer is not None and skill.is_external and peer.may_call(skill.name)
        ]
