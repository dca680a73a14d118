"""What each dialect can say: calls, answers and events that read back as they were written."""

from collections.abc import Mapping

from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.core.call import (
    MAX_PAGE,
    CancelTask,
    CreatePushConfig,
    DeletePushConfig,
    DoneReply,
    GetExtendedCard,
    GetPushConfig,
    GetTask,
    ListPushConfigs,
    ListTasks,
    MessageReply,
    PushConfigPageReply,
    PushConfigReply,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
    TaskPageReply,
    TaskReply,
)
from gateway.core.message import Artifact, DataPart, Message, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects import DIALECTS
from gateway.dialects.base import Dialect
from gateway.dialects.legacy_tasks.push import ONLY
from gateway.dialects.moltflow.dialect import HANDLE, METHODS
from gateway.dialects.moltflow.handle import CUSTOMER
from tests.dialects.plain import plain_call, plain_event, plain_reply
from tests.dialects.strategies import (
    DIRECT_ANSWERS,
    JSON,
    MAYBE_NAME,
    MESSAGES,
    METADATA,
    MOMENTS,
    NAME,
    NAMES,
    OBJECT,
    STATES,
    TEXT,
    push_configs,
    task_events,
    tasks,
)


def id_of(dialect: Dialect) -> str:
    """The key of a dialect in the tables below."""
    return f"{dialect.name} {dialect.binding}".strip()


NO_NAME = st.just("")
COUNT = st.none() | st.integers(0, 100)
SCHEMA = st.none() | JSON.filter(lambda schema: schema is not None)
KEY = st.text("abc-1", max_size=8)
SENDS = st.builds(
    SendMessage,
    MESSAGES,
    SCHEMA,
    NAMES,
    COUNT,
    st.booleans(),
    METADATA,
    MAYBE_NAME,
    idempotency_key=KEY,
    push=st.none() | push_configs(NO_NAME, MAYBE_NAME),
)
V1_SENDS = SENDS.map(lambda call: replace(call, agent_id=""))
LEGACY_SENDS = st.builds(
    SendMessage,
    MESSAGES,
    SCHEMA,
    NAMES,
    COUNT,
    metadata=METADATA,
    agent_id=MAYBE_NAME,
    alias=NAME,
    idempotency_key=KEY,
    push=st.none() | push_configs(NO_NAME, st.just(ONLY)),
)
GETS = st.builds(GetTask, NAME, COUNT)
CANCELS = st.builds(CancelTask, NAME, METADATA)
LISTS = st.builds(
    ListTasks,
    MAYBE_NAME,
    st.none() | STATES,
    st.none() | MOMENTS,
    st.integers(1, MAX_PAGE),
    MAYBE_NAME,
    COUNT,
    st.booleans(),
)
SUBSCRIBES = st.builds(SubscribeToTask, NAME, st.none() | st.integers(0, 10**18 - 1))
CREATES = st.builds(CreatePushConfig, push_configs(NAME, MAYBE_NAME))
PUSH_GETS = st.builds(GetPushConfig, NAME, NAME)
PUSH_LISTS = st.builds(ListPushConfigs, NAME)
PUSH_PAGES = st.builds(ListPushConfigs, NAME, st.integers(1, MAX_PAGE), MAYBE_NAME)
DELETES = st.builds(DeletePushConfig, NAME, NAME)
OTHERS = st.one_of(
    GETS,
    LISTS,
    CANCELS,
    SUBSCRIBES,
    CREATES,
    PUSH_GETS,
    PUSH_LISTS,
    DELETES,
    st.builds(GetExtendedCard),
)


def _bare_sends(*, skill_only: bool) -> st.SearchStrategy[SendMessage]:
    call = st.builds(
        lambda skill, args: DataPart({"skill": skill, "arguments": args}), NAME, OBJECT
    )
    text = st.builds(TextPart, TEXT.filter(lambda text: text and "skill:" not in text))
    spoken = (
        st.tuples(call) if skill_only else st.tuples(call) | st.tuples(call, text) | st.tuples(text)
    )
    message = st.builds(Message, st.just(""), st.just(Role.USER), spoken, MAYBE_NAME, MAYBE_NAME)
    return st.builds(
        SendMessage,
        message,
        SCHEMA,
        idempotency_key=KEY,
        message_id_is_given=st.sampled_from([False]),
    )


def _handled_sends() -> st.SearchStrategy[SendMessage]:
    customers = st.none() | st.builds(lambda phone: {CUSTOMER: phone}, NAME)
    asked = _bare_sends(skill_only=False).filter(
        lambda call: not any("." in str(part) for part in call.message.parts)
    )
    handled = st.builds(lambda call, metadata: replace(call, metadata=metadata), asked, customers)
    method = st.builds(
        lambda name, arguments: DataPart({"skill": name, "arguments": arguments}),
        st.sampled_from([name for name in METHODS if name != HANDLE]),
        OBJECT,
    )
    message = st.builds(Message, st.just(""), st.just(Role.USER), st.tuples(method))
    return handled | st.builds(
        SendMessage, message, idempotency_key=KEY, message_id_is_given=st.sampled_from([False])
    )


TASK_REPLIES = st.builds(TaskReply, tasks(STATES))
MESSAGE_REPLIES = st.builds(MessageReply, MESSAGES)
PAGES = st.builds(
    TaskPageReply,
    st.lists(TASK_REPLIES, max_size=2).map(tuple),
    MAYBE_NAME,
    st.integers(1, MAX_PAGE),
    st.integers(0, 10_000),
)
CONFIGS = push_configs(NAME, NAME)
OTHER_ANSWERS = st.one_of(
    st.tuples(GETS | CANCELS, TASK_REPLIES),
    st.tuples(LISTS, PAGES),
    st.tuples(CREATES | PUSH_GETS, st.builds(PushConfigReply, CONFIGS)),
    st.tuples(DELETES, st.just(DoneReply())),
)


def _push_pages(tokens: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[object, object]]:
    configs = st.lists(CONFIGS, max_size=3).map(tuple)
    return st.tuples(PUSH_LISTS, st.builds(PushConfigPageReply, configs, tokens))


def _streamed(sends: st.SearchStrategy[SendMessage]) -> st.SearchStrategy[SendStreamingMessage]:
    return st.builds(SendStreamingMessage, sends)


LEGACY_STATES = STATES.filter(lambda s: s not in (TaskState.REJECTED, TaskState.AUTH_REQUIRED))


def _bare_task(state: TaskState, said: DataPart | TextPart | None = None) -> Task:
    message = None if said is None else Message("", Role.AGENT, (said,))
    return Task("t1", "", TaskStatus(state, 0, message))


def _bare_result(part: DataPart | TextPart) -> Task:
    return Task("t1", "", TaskStatus(TaskState.COMPLETED, 0), (Artifact("0", (part,)),))


WORDS = TEXT.filter(bool)
BARE_REPLIES = st.builds(
    TaskReply,
    st.one_of(
        st.builds(_bare_result, st.builds(TextPart, TEXT)),
        st.builds(_bare_result, st.builds(DataPart, JSON.filter(lambda data: data is not None))),
        st.builds(_bare_task, st.just(TaskState.FAILED), st.builds(TextPart, WORDS)),
        st.builds(
            _bare_task,
            st.just(TaskState.REJECTED),
            OBJECT.map(lambda data: DataPart({**data, "status": "declined"})),
        ),
        st.builds(
            _bare_task,
            st.sampled_from([TaskState.INPUT_REQUIRED, TaskState.AUTH_REQUIRED]),
            st.builds(TextPart, TEXT),
        ),
        st.builds(
            _bare_task,
            st.just(TaskState.WORKING),
            OBJECT.map(lambda data: DataPart({**data, "status": "pending_review"})),
        ),
        st.builds(_bare_task, st.sampled_from([TaskState.WORKING, TaskState.CANCELED])),
    ),
)

# The agent's own status is part of its result, whatever it says.
HANDLED = OBJECT.filter(lambda result: "task_id" not in result).map(
    lambda result: TaskReply(
        Task("", "", TaskStatus(TaskState.COMPLETED, 0), (Artifact("0", (DataPart(result),)),))
    )
)

LEGACY_CREATES = st.builds(CreatePushConfig, push_configs(NAME, st.just(ONLY)))
LEGACY_PUSH_GETS = st.builds(GetPushConfig, NAME)
LEGACY_PUSH_ANSWERS = LEGACY_CREATES.map(lambda call: (call, PushConfigReply(call.config))) | (
    push_configs(NAME, st.just(ONLY)).map(
        lambda config: (GetPushConfig(config.task_id), PushConfigReply(config))
    )
)

SENDING: Mapping[str, st.SearchStrategy[object]] = {
    "a2a-1.0 jsonrpc": V1_SENDS | _streamed(V1_SENDS),
    "a2a-1.0 rest": V1_SENDS | _streamed(V1_SENDS),
    "a2a-0.3 jsonrpc": SENDS | _streamed(SENDS),
    "a2a-0.3 rest": (V1_SENDS | _streamed(V1_SENDS)).map(plain_call),
    "flowwink jsonrpc": SENDS | _streamed(SENDS),
    "tasks jsonrpc": LEGACY_SENDS | _streamed(LEGACY_SENDS),
    "moltflow jsonrpc": _handled_sends(),
    "native": _bare_sends(skill_only=False),
    "negotiate": _bare_sends(skill_only=True),
}

CALLS: Mapping[str, st.SearchStrategy[object]] = {
    "a2a-1.0 jsonrpc": SENDING["a2a-1.0 jsonrpc"] | OTHERS | PUSH_PAGES,
    "a2a-1.0 rest": SENDING["a2a-1.0 rest"] | OTHERS | PUSH_PAGES,
    "a2a-0.3 jsonrpc": SENDING["a2a-0.3 jsonrpc"] | OTHERS | st.builds(GetPushConfig, NAME),
    "a2a-0.3 rest": SENDING["a2a-0.3 rest"] | (OTHERS | PUSH_PAGES).map(plain_call),
    "flowwink jsonrpc": SENDING["flowwink jsonrpc"] | OTHERS | st.builds(GetPushConfig, NAME),
    "tasks jsonrpc": SENDING["tasks jsonrpc"]
    | st.one_of(GETS, CANCELS, SUBSCRIBES, LEGACY_CREATES, LEGACY_PUSH_GETS),
    "moltflow jsonrpc": SENDING["moltflow jsonrpc"],
    "native": SENDING["native"],
    "negotiate": SENDING["negotiate"],
}

ANSWERS = st.tuples(SENDS, TASK_REPLIES | MESSAGE_REPLIES) | OTHER_ANSWERS
V1_ANSWERS = ANSWERS | _push_pages(MAYBE_NAME)
EVENTS = st.tuples(_streamed(SENDS) | SUBSCRIBES, task_events(STATES) | DIRECT_ANSWERS)

ANSWERED: Mapping[str, st.SearchStrategy[tuple[object, object]]] = {
    "a2a-1.0 jsonrpc": V1_ANSWERS,
    "a2a-1.0 rest": V1_ANSWERS,
    "a2a-0.3 rest": V1_ANSWERS.map(lambda said: (said[0], plain_reply(said[1]))),
    "a2a-0.3 jsonrpc": ANSWERS | _push_pages(NO_NAME),
    "flowwink jsonrpc": ANSWERS | _push_pages(NO_NAME),
    "tasks jsonrpc": st.tuples(GETS | CANCELS, st.builds(TaskReply, tasks(LEGACY_STATES)))
    | LEGACY_PUSH_ANSWERS,
    "moltflow jsonrpc": st.tuples(CALLS["moltflow jsonrpc"], HANDLED),
    "native": st.tuples(CALLS["native"], BARE_REPLIES),
    "negotiate": st.tuples(CALLS["negotiate"], BARE_REPLIES),
}

STREAMED: Mapping[str, st.SearchStrategy[tuple[object, object]]] = {
    **dict.fromkeys(
        ("a2a-1.0 jsonrpc", "a2a-1.0 rest", "a2a-0.3 jsonrpc", "flowwink jsonrpc"), EVENTS
    ),
    "a2a-0.3 rest": EVENTS.map(lambda said: (said[0], plain_event(said[1]))),
    "flowwink jsonrpc": EVENTS,
    # 0.1 names a task as its caller does, so that the name is what is read.
    "tasks jsonrpc": task_events(LEGACY_STATES).map(
        lambda event: (SubscribeToTask(event.task_id), event)
    ),
}

SERVED = tuple(dialect for dialect in DIALECTS if id_of(dialect) in CALLS)
"""Those in which we are called; the others have tests of their own."""
