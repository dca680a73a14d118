"""What we want of a peer, and how that is said so that this peer understands it.

``skill:NAME {json}`` is no A2A: it goes to peers that are known to read it. All others get words
and a data part, which a stranger's agent can make something of (PROTOCOL: agent card).
"""

from collections.abc import Callable
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from msgspec import Struct, field
from msgspec.structs import replace

from gateway.contract import read_contract
from gateway.core.call import SendMessage
from gateway.core.card import SKILLS_EXTENSION
from gateway.core.chain import CHAIN_EXTENSION, Cause, Chain, write_chain
from gateway.core.errors import InvalidParams
from gateway.core.json import Json, JsonObject, encode
from gateway.core.message import DataPart, Message, Part, Role, TextPart
from gateway.core.peer import Peer
from gateway.dialects.base import Dialect
from gateway.dialects.responses import NAME as RESPONSES
from gateway.outbox.card_says import offers_skill, reads_skill_text
from gateway.outbox.line import Asked
from gateway.outbox.record import RESPONSE_SCHEMA
from gateway.outbox.route import Route

_FLOWWINK: Final = "flowwink"


class Ask(Struct, frozen=True):
    """A skill with its arguments, a text, or both; ``response_schema`` None asks for no shape.

    ``as_skill_text`` writes ``skill:NAME {json}`` to any peer, for skills that no other kind has.
    ``words`` are for a peer whose card does not offer the skill: it is told them, and the arguments
    as data; "" has every peer asked for the skill. One whose card is not known gets both, or the
    words alone where the skill ``is_rare``. ``parts`` go along as they are. ``cause`` is the
    call in that has us ask, None where nobody did but the operator. ``seed`` makes the message's
    id: the same one for the same ask said again. ``until`` is when a durable ask is of no use any
    more, in milliseconds, 0 for never.
    """

    skill: str = ""
    arguments: JsonObject = field(default_factory=dict)
    text: str = ""
    response_schema: Json | None = None
    context_id: str = ""
    task_id: str = ""
    as_skill_text: bool = False
    cause: Cause | None = None
    parts: tuple[Part, ...] = ()
    seed: str = ""
    words: str = ""
    is_rare: bool = False
    until: int = 0

    @property
    def said(self) -> dict[str, Json]:
        """What the audit row shows of it."""
        said = {"skill": self.skill, "arguments": dict(self.arguments), "text": self.text}
        if self.response_schema is not None:
            said[RESPONSE_SCHEMA] = self.response_schema
        return said


def check_ask(ask: Ask) -> None:
    """Raise InvalidParams for what cannot be said, or not be held to."""
    if not (ask.skill or ask.text or ask.parts):
        raise InvalidParams("name a skill or say something")
    try:
        encode([dict(ask.arguments), ask.response_schema])
    except TypeError:
        raise InvalidParams("the arguments must be JSON") from None
    if ask.response_schema is not None:
        read_contract(ask.response_schema)


def words_for(ask: Ask, seed: str, *, wait: bool = True) -> Callable[[Route, str], SendMessage]:
    """The call for each way to the peer and its card; ``seed`` is for an ask that has none."""

    def say(route: Route, card: str) -> SendMessage:
        reads_skills = reads_skill_text(card)
        call = build_call(_fitted(ask, card), route.dialect, reads_skills, ask.seed or seed)
        return replace(call, return_immediately=not wait)

    return say


def _fitted(ask: Ask, card: str) -> Ask:
    """The ask for a peer of this card, as JSON text, "" while none is known."""
    if not ask.words or (card and offers_skill(card, ask.skill)):
        return ask
    if not card and not ask.is_rare:
        return replace(ask, text=ask.words)
    data = DataPart(dict(ask.arguments))
    return replace(ask, skill="", arguments={}, text=ask.words, parts=(data, *ask.parts))


def chain_of(ask: Ask, begin: str) -> Chain:
    """The chain that the call belongs to; ``begin`` is the id of one that begins here."""
    inherited = None if ask.cause is None else ask.cause.chain
    return Chain(begin, 1) if inherited is None else inherited.longer()


def build_call(ask: Ask, dialect: Dialect, reads_skill_text: bool, seed: str) -> SendMessage:
    """The call for one peer; its id is a UUID of the seed, by which a peer knows it again."""
    chain = chain_of(ask, seed)
    message_id = str(uuid5(NAMESPACE_OID, seed))
    # What is on its card as an extension has to be asked for.
    extensions = (SKILLS_EXTENSION,) if reads_skill_text else ()
    reads_skill_text = reads_skill_text or ask.as_skill_text or dialect.name == _FLOWWINK
    message = Message(
        id=message_id,
        role=Role.USER,
        parts=(*_parts(ask, reads_skill_text, has_envelope=bool(dialect.binding)), *ask.parts),
        context_id=ask.context_id,
        task_id=ask.task_id,
        metadata={CHAIN_EXTENSION: write_chain(chain)},
        extensions=extensions,
    )
    return SendMessage(message, ask.response_schema, idempotency_key=message_id, chain=chain)


def to_model(call: Asked, peer: Peer, dialect: Dialect) -> Asked:
    """The call to the model that the peer's row names, in the one language that has models."""
    if dialect.name != RESPONSES or not isinstance(call, SendMessage):
        return call
    return replace(call, agent_id=peer.model)


def _parts(ask: Ask, reads_skill_text: bool, *, has_envelope: bool) -> tuple[Part, ...]:
    if not ask.skill:
        return (TextPart(ask.text),) if ask.text else ()
    arguments = dict(ask.arguments)
    call = DataPart({"skill": ask.skill, "arguments": arguments})
    if ask.text:
        return (TextPart(ask.text), call)
    if not has_envelope:
        return (call,)
    words = f"{ask.skill} {encode(arguments).decode()}"
    return (TextPart(f"skill:{words}"),) if reads_skill_text else (TextPart(words), call)
