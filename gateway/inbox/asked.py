"""What a message asks for: a skill that it names, or the one that the operator's rules lead to.

An explicit skill wins over ``message.agentId``, which wins over the rules; a conversation that a
rule led somewhere stays there. Nothing here says whether the caller may have it.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from gateway.core.call import SendMessage
from gateway.core.choose import choose
from gateway.core.json import Json
from gateway.core.peer import Peer
from gateway.core.routing import Route, find_route, match_route
from gateway.store.errand import Errand, ErrandStore

SHARED_CONTEXT = "default"
"""That of calls that cannot name one: words in it are no conversation."""


class Asked(Struct, frozen=True):
    """The skill that answers, whether it exists or not, and what it is given.

    ``named`` is what the message itself names, "" where it is left to us; ``route`` is the rule
    that leads to the skill, None for none.
    """

    skill: str
    arguments: Json
    named: str = ""
    route: Route | None = None

    @property
    def shown(self) -> str:
        """What the caller may read of it in a refusal: where our rules lead is for us alone."""
        return self.named if self.named or self.route is not None else self.skill


class Signpost(Struct, frozen=True):
    """``routes`` are the rules as the config says now; ``default_skill`` answers without one."""

    errands: ErrandStore
    routes: Callable[[], Sequence[Route]]
    default_skill: Callable[[], str]

    def read(self, caller: Peer, call: SendMessage) -> Asked:
        """What the message asks for by itself."""
        choice = choose(call.message)
        if choice.skill:
            return Asked(choice.skill, choice.arguments, choice.skill)
        words: Json = {"text": choice.text}
        if call.agent_id:
            route = find_route(self.routes(), call.agent_id)
            return Asked(route.skill if route else call.agent_id, words, call.agent_id, route)
        return self._lead(match_route(self.routes(), choice.text, caller.tags).route, words)

    async def follow(self, caller: Peer, call: SendMessage) -> Asked:
        """The same, as the conversation has it that the message is of."""
        asked = self.read(caller, call)
        context_id = call.message.context_id
        if asked.named or context_id in ("", SHARED_CONTEXT) or not self.routes():
            return asked
        errand = await self.errands.find_routed(caller.name, context_id)
        route = find_route(self.routes(), errand.route) if errand is not None else None
        return asked if route is None else self._lead(route, asked.arguments)

    def find(self, errand: Errand | None, skill: str) -> Route | None:
        """The rule that a stored task went by: its errand's, or the one it fell back to since."""
        if errand is None:
            return None
        found = find_route(self.routes(), errand.route)
        while found is not None and found.skill != skill and found.fallback:
            found = find_route(self.routes(), found.fallback)
        return found if found is not None and found.skill == skill else None

    def _lead(self, route: Route | None, words: Json) -> Asked:
        return Asked(route.skill if route else self.default_skill(), words, "", route)
