"""The skills as the config has them now: those that were loaded, and those that peers carry out.

Loaded ones stay as long as the gateway runs. The others come and go with the rows of the config,
and change with the cards of their peers.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from gateway.config import Settings
from gateway.config.skill_row import SkillRow
from gateway.core.errors import ConfigError, Violation
from gateway.core.routing import Route
from gateway.core.skill import Handler
from gateway.delegate import Delegator, Schemas, find_schemas, make_delegated_skill
from gateway.skillkit.declare import Skill
from gateway.store.base import TenantStore


class LiveSkills(Mapping[str, Skill]):
    """What is held may be another with each look at it."""

    def __init__(self, held: Mapping[str, Skill]) -> None:
        self.held = held

    def __getitem__(self, name: str) -> Skill:
        return self.held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)


class SkillSet:
    """``every`` holds all that can be run; ``offered`` is without those that routes alone lead to:
    what cards and lists show.
    """

    def __init__(
        self,
        settings: Settings,
        loaded: Mapping[str, Skill],
        delegator: Delegator,
    ) -> None:
        self._loaded = dict(loaded)
        self._delegator = delegator
        self._settings = settings
        self._cards: dict[str, str] = {}
        self.every = LiveSkills(loaded)
        self.offered = LiveSkills(loaded)

    async def open(self, store: TenantStore) -> None:
        """Take the rows of the settings; raise as ``adopt`` does."""
        self.adopt(self._settings)
        await self.refresh(store)

    def adopt(self, settings: Settings) -> None:
        """Use these rows from now on; raise ConfigError, and change nothing, where they do not go
        with what is loaded.
        """
        offered = dict(self._loaded)
        for row in settings.skills.rows:
            offered[row.name] = self._from_row(row)
        every = dict(offered)
        for route in (row.as_route() for row in settings.routes):
            if route.peer and route.name in offered:
                raise _conflict(f"routes.{route.name}", "leads to a peer and is named as a skill")
            if route.peer:
                every[route.name] = self._from_route(route)
        self._settings = settings
        self.offered.held, self.every.held = offered, every

    async def refresh(self, store: TenantStore) -> None:
        """Look again what the peers' cards say of the skills that they carry out."""
        rows = self._settings.skills.rows
        peers = {carrier.peer for row in rows for carrier in row.carriers}
        found = {peer: await store.find_discovery(peer) for peer in peers}
        cards = {peer: known.card for peer, known in found.items() if known is not None}
        if cards != self._cards:
            self._cards = cards
            self.adopt(self._settings)

    def _from_row(self, row: SkillRow) -> Skill:
        carriers = row.carriers
        if not carriers:
            return self._changed(row)
        schemas = self._schemas(row.name, carriers)
        return make_delegated_skill(
            self._delegator,
            row.name,
            carriers,
            description=row.description or schemas.description or f"The skill {row.name}.",
            schemas=schemas,
            scope=row.scope or "external",
            trust=row.trust or "auto",
            effect=row.effect or "at_least_once",
            tags=row.tags or schemas.tags,
            timeout=row.timeout,
        )

    def _changed(self, row: SkillRow) -> Skill:
        """The loaded skill as the operator wants it."""
        skill = self._loaded.get(row.name)
        if skill is None:
            raise _conflict(
                f"skills.rows.{row.name}", "has no handler, and no skill of this name is loaded"
            )
        return replace(
            skill,
            description=row.description or skill.description,
            scope=row.scope or skill.scope,
            trust=row.trust or skill.trust,
            tags=row.tags or skill.tags,
            timeout=row.timeout or skill.timeout,
        )

    def _schemas(self, name: str, carriers: tuple[Handler, ...]) -> Schemas:
        """Those of the first peer whose card is known: they all have to keep to one."""
        for carrier in carriers:
            if card := self._cards.get(carrier.peer):
                return find_schemas(name, card, carrier.skill or name)
        return Schemas()

    def _from_route(self, route: Route) -> Skill:
        return make_delegated_skill(
            self._delegator,
            route.name,
            (Handler("a2a", route.peer),),
            description=f"The words of callers, for the route {route.name}.",
            schemas=Schemas(),
            timeout=route.timeout,
            is_words=True,
        )


def _conflict(key: str, reason: str) -> ConfigError:
    return ConfigError(f"{key}: {reason}", violations=(Violation(key, reason),))
