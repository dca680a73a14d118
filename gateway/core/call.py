"""What a peer can ask, and what it can be answered, in no dialect's words."""

from dataclasses import dataclass
from typing import TypeAlias

from gateway.core.card import AgentCard
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message
from gateway.core.task import Task


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Say something: start a task, or go on with the one that ``message.task_id`` names.

    ``response_schema`` is the shape that the caller asks the answer to have, as it came.
    ``idempotency_key`` is the header of that name. ``message_id_is_given`` is false where the
    dialect has no message ids and one was made up. ``alias`` is the caller's own name for the
    task (``tasks/send``). ``history_length``: None is all. ``agent_id`` is ``message.agentId``.
    """

    message: Message
    response_schema: Json | None = None
    accepted_output_modes: tuple[str, ...] = ()
    history_length: int | None = None
    return_immediately: bool = False
    metadata: JsonObject | None = None
    agent_id: str = ""
    alias: str = ""
    idempotency_key: str = ""
    message_id_is_given: bool = True


@dataclass(frozen=True, slots=True)
class GetTask:
    """``task_id`` may be the alias that the caller gave."""

    task_id: str
    history_length: int | None = None


@dataclass(frozen=True, slots=True)
class GetExtendedCard:
    pass


Call: TypeAlias = SendMessage | GetTask | GetExtendedCard


@dataclass(frozen=True, slots=True)
class TaskReply:
    """``alias`` is the caller's own name for the task; ``made_in`` the dialect that started it."""

    task: Task
    alias: str = ""
    made_in: str = ""


@dataclass(frozen=True, slots=True)
class MessageReply:
    """A direct answer, without a task."""

    message: Message


@dataclass(frozen=True, slots=True)
class CardReply:
    card: AgentCard


Reply: TypeAlias = TaskReply | MessageReply | CardReply
