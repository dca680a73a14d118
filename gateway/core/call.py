"""What a peer can ask, and what it can be answered, in no dialect's words."""

from typing import Final, TypeAlias

from msgspec import Struct

from gateway.core.card import AgentCard
from gateway.core.chain import Chain
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message
from gateway.core.push import PushConfig
from gateway.core.task import Task, TaskState

DEFAULT_PAGE: Final = 50
MAX_PAGE: Final = 100


class SendMessage(Struct, frozen=True):
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


class SendStreamingMessage(Struct, frozen=True):
    """Say something and follow what comes of it."""

    send: SendMessage


class GetTask(Struct, frozen=True):
    """``task_id`` may be the alias that the caller gave, here and in the calls below."""

    task_id: str
    history_length: int | None = None


class ListTasks(Struct, frozen=True):
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


class CancelTask(Struct, frozen=True):
    task_id: str
    metadata: JsonObject | None = None


class SubscribeToTask(Struct, frozen=True):
    """Follow a task. ``after`` is the last event that was seen, None to begin with the task."""

    task_id: str
    after: int | None = None


class CreatePushConfig(Struct, frozen=True):
    """A config of the same id is replaced; one without an id gets that of its task."""

    config: PushConfig


class GetPushConfig(Struct, frozen=True):
    """``id`` "" is the one that was made first."""

    task_id: str
    id: str = ""


class ListPushConfigs(Struct, frozen=True):
    task_id: str
    page_size: int = MAX_PAGE
    page_token: str = ""


class DeletePushConfig(Struct, frozen=True):
    task_id: str
    id: str


class GetExtendedCard(Struct, frozen=True):
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


class TaskReply(Struct, frozen=True):
    """``alias`` is the caller's own name for the task; ``made_in`` the dialect that started it."""

    task: Task
    alias: str = ""
    made_in: str = ""


class MessageReply(Struct, frozen=True):
    """A direct answer, without a task."""

    message: Message


class TaskPageReply(Struct, frozen=True):
    """``next_token`` is "" at the end; ``total`` counts what the question lets in."""

    tasks: tuple[TaskReply, ...]
    next_token: str
    page_size: int
    total: int


class PushConfigReply(Struct, frozen=True):
    """The credentials are never told again: they are "" here."""

    config: PushConfig


class PushConfigPageReply(Struct, frozen=True):
    configs: tuple[PushConfig, ...]
    next_token: str = ""


class DoneReply(Struct, frozen=True):
    """It is done, and there is nothing to tell."""


class CardReply(Struct, frozen=True):
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
