"""What a peer can ask, and what it can be answered, in no dialect's words."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from gateway.core.card import AgentCard
from gateway.core.chain import Chain
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message
from gateway.core.push import PushConfig
from gateway.core.task import Task, TaskState

DEFAULT_PAGE: Final = 50
MAX_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Say something: start a task, or go on with the one that ``message.task_id`` names.

    ``response_schema`` is the shape that the caller asks the answer to have, as it came.
    ``idempotency_key`` is the header of that name. ``message_id_is_given`` is false where the
    dialect has no message ids and one was made up. ``alias`` is the caller's own name for the
    task (``tasks/send``). ``history_length``: None is all. ``agent_id`` is ``message.agentId``.
    ``push`` asks to be told of the task; its ``task_id`` is not known yet. ``chain`` is what this
    call says it is part of.
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
    push: PushConfig | None = None
    chain: Chain | None = None


@dataclass(frozen=True, slots=True)
class SendStreamingMessage:
    """Say something and follow what comes of it."""

    send: SendMessage


@dataclass(frozen=True, slots=True)
class GetTask:
    """``task_id`` may be the alias that the caller gave, here and in the calls below."""

    task_id: str
    history_length: int | None = None


@dataclass(frozen=True, slots=True)
class ListTasks:
    """The caller's own tasks, newest status first. What is left out restricts nothing;
    ``status_since`` is in milliseconds and inclusive. ``history_length``: None is all.
    """

    context_id: str = ""
    state: TaskState | None = None
    status_since: int | None = None
    page_size: int = DEFAULT_PAGE
    page_token: str = ""
    history_length: int | None = None
    with_artifacts: bool = False


@dataclass(frozen=True, slots=True)
class CancelTask:
    task_id: str
    metadata: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class SubscribeToTask:
    """Follow a task. ``after`` is the last event that was seen, None to begin with the task."""

    task_id: str
    after: int | None = None


@dataclass(frozen=True, slots=True)
class CreatePushConfig:
    """A config of the same id is replaced; one without an id gets one."""

    config: PushConfig


@dataclass(frozen=True, slots=True)
class GetPushConfig:
    """``id`` "" is the one that was made first."""

    task_id: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class ListPushConfigs:
    task_id: str
    page_size: int = MAX_PAGE
    page_token: str = ""


@dataclass(frozen=True, slots=True)
class DeletePushConfig:
    task_id: str
    id: str


@dataclass(frozen=True, slots=True)
class GetExtendedCard:
    pass


Call: TypeAlias = (
    SendMessage
    | GetTask
    | ListTasks
    | CancelTask
    | CreatePushConfig
    | GetPushConfig
    | ListPushConfigs
    | DeletePushConfig
    | GetExtendedCard
)
"""What one reply answers."""

StreamCall: TypeAlias = SendStreamingMessage | SubscribeToTask
"""What a stream of events answers."""


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
class TaskPageReply:
    """``next_token`` is "" at the end; ``total`` counts what the question lets in."""

    tasks: tuple[TaskReply, ...]
    next_token: str
    page_size: int
    total: int


@dataclass(frozen=True, slots=True)
class PushConfigReply:
    """The credentials are never told again: they are "" here."""

    config: PushConfig


@dataclass(frozen=True, slots=True)
class PushConfigPageReply:
    configs: tuple[PushConfig, ...]
    next_token: str = ""


@dataclass(frozen=True, slots=True)
class DoneReply:
    """It is done, and there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class CardReply:
    card: AgentCard


Reply: TypeAlias = (
    TaskReply
    | MessageReply
    | TaskPageReply
    | PushConfigReply
    | PushConfigPageReply
    | DoneReply
    | CardReply
)
