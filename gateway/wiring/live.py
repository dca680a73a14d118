"""What a reload of the config replaces, and what the rest of the gateway asks of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gateway.auth import Roster
from gateway.config import PeerRow, Settings
from gateway.config.notify_row import NotifyRow
from gateway.core.errors import SkillNotFound
from gateway.core.notice import NoticeType
from gateway.core.peer import Peer, PeerStatus
from gateway.core.routing import Route, find_route
from gateway.core.trigger import fits
from gateway.dialects.base import Flavour
from gateway.net import Reach, reach_of
from gateway.outbox import check_hook
from gateway.outbox.news import NOTIFICATIONS_PATH
from gateway.skillkit.declare import Skill


@dataclass(slots=True)
class Live:
    """``file`` is the config as its file has it, and ``managed`` are the rows of the store.

    ``settings`` and ``roster`` are what both come to: of a name in both, the file's row counts.
    ``awaited`` are the types of notices that a row waits for. The URLs are known once the gateway
    listens; until then ``base_url`` is what the config says. ``stop_by`` is the end of the time
    that a stop may take, on the clock of the event loop.
    """

    file: Settings
    managed: Sequence[PeerRow] = ()
    settings: Settings = field(init=False)
    routes: tuple[Route, ...] = field(init=False)
    roster: Roster = field(init=False)
    awaited: frozenset[NoticeType] = field(init=False)
    base_url: str = field(init=False)
    listening_url: str = ""
    is_stopping: bool = False
    stop_by: float | None = None

    def __post_init__(self) -> None:
        self.base_url = self.file.agent.public_url
        self._merge()

    def adopt(self, settings: Settings) -> None:
        """Use new settings, those of a file, from the next request on."""
        self.file = settings
        self.base_url = settings.agent.public_url or self.listening_url
        self._merge()

    def adopt_managed(self, rows: Sequence[PeerRow]) -> None:
        """Use these rows of the store from the next request on."""
        self.managed = rows
        self._merge()

    def is_in_file(self, name: str) -> bool:
        """Whether the row of that name which counts is the file's."""
        return any(row.name == name for row in self.file.peers)

    def _merge(self) -> None:
        ours = {row.name for row in self.file.peers}
        more = (row for row in self.managed if row.name not in ours)
        self.settings = self.file.model_copy(update={"peers": (*self.file.peers, *more)})
        self.routes = tuple(row.as_route() for row in self.settings.routes)
        automations = (row for row in self.settings.automations if row.enabled)
        patterns = {pattern for row in (*self.settings.notify, *automations) for pattern in row.on}
        self.awaited = frozenset(
            kind for kind in NoticeType if any(fits(pattern, kind) for pattern in patterns)
        )
        self.roster = Roster.of(self.settings.peers, self.settings.agent.tenant)

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

    def find_route(self, name: str) -> Route | None:
        return find_route(self.routes, name)

    def find_notify(self, name: str) -> NotifyRow | None:
        return next((row for row in self.settings.notify if row.name == name), None)

    def check_hook(self, peer: Peer, url: str) -> None:
        """Raise EgressDenied for a webhook that is not called for this peer."""
        check_hook(url, self.reach(peer), self._ours())

    def reach_own(self) -> Reach:
        """Where systems of the operator may lie: their URLs are in the config, which lets plain
        http be of this machine alone.
        """
        return Reach.of(self.settings.net.allow_networks, plain_http=True)

    def check_own_hook(self, url: str) -> None:
        """Raise EgressDenied for a webhook of the operator that is not called."""
        check_hook(url, self.reach_own(), self._ours())

    def _ours(self) -> list[str]:
        return [own for own in (self.base_url, self.listening_url) if own]

    def flavour_of(self, peer_name: str) -> Flavour:
        """How the peer of that name is told of what it did not ask for just now."""
        peer = self.roster.find(peer_name)
        return Flavour(envelope=peer is not None and peer.compat_envelope)

    def news_address(self) -> str:
        """Where peers tell us of their tasks, "" while nothing listens."""
        return f"{self.base_url}{NOTIFICATIONS_PATH}" if self.listening_url else ""

    def held(self) -> list[str]:
        """The peers for whom nothing leaves at present."""
        return [row.name for row in self.settings.peers if row.status is PeerStatus.PAUSED]

    def offers(self, peer_name: str, skills: Iterable[Skill]) -> list[Skill]:
        """Those of the skills that the peer of that name may call."""
        peer = self.roster.find(peer_name)
        return [] if peer is None else [skill for skill in skills if skill.is_open_to(peer)]
