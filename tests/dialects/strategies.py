"""Core values as hypothesis makes them, and what each dialect can carry of them.

Strings hold no NUL and no surrogate, integers fit 64 bits: other JSON never gets past the decoder.
Metadata is None or holds something, since an empty object is written and read as none.
"""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from gateway.core.call import GetExtendedCard, GetTask, MessageReply, SendMessage, TaskReply
from gateway.core.message import (
    Artifact,
    DataPart,
    Message,
    RawPart,
    Role,
    TextPart,
    UrlPart,
)
from gateway.core.task import Task, TaskState, TaskStatus

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NAME = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
NAME = NAME.filter(lambda name: len(name) <= 256)
MAYBE_NAME = st.just("") | NAME
NAMES = st.lists(NAME, max_size=2).map(tuple)
SCALAR = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
JSON = st.recursive(
    SCALAR, lambda j: st.lists(j, max_size=3) | st.dictionaries(TEXT, j, max_size=3), max_leaves=6
)
OBJECT = st.dictionaries(TEXT, JSON, max_size=3)
METADATA = st.none() | st.dictionaries(NAME, JSON, min_size=1, max_size=2)
LABEL = (MAYBE_NAME, MAYBE_NAME, METADATA)
URL = st.sampled_from(["https://x/1", "https://x/2"])
# Results that name addresses, so that promoted files meet files that are there anyway.
LINKS = st.dictionaries(st.sampled_from(["url", "file_url", "other"]), URL)

DATA_PARTS = st.builds(DataPart, JSON | LINKS, *LABEL)
TEXT_PARTS = st.builds(TextPart, TEXT | st.sampled_from(["{}", "null", "[]"]), *LABEL)
URL_PARTS = st.builds(UrlPart, URL | TEXT, *LABEL) | st.builds(
    UrlPart, URL, st.just("application/octet-stream")
)
PARTS = st.one_of(TEXT_PARTS, DATA_PARTS, st.builds(RawPart, st.binary(), *LABEL), URL_PARTS)
SOME_PARTS = st.lists(PARTS, min_size=1, max_size=4).map(tuple)


MESSAGES = st.builds(
    Message,
    NAME,
    st.sampled_from(Role),
    SOME_PARTS,
    MAYBE_NAME,
    MAYBE_NAME,
    METADATA,
    NAMES,
    NAMES,
)


def tasks(states: st.SearchStrategy[TaskState]) -> st.SearchStrategy[Task]:
    status = st.builds(TaskStatus, states, st.integers(0, 4_000_000_000_000), st.none() | MESSAGES)
    artifacts = st.builds(Artifact, NAME, SOME_PARTS, TEXT, TEXT, METADATA, NAMES)
    return st.builds(
        Task,
        NAME,
        MAYBE_NAME,
        status,
        st.lists(artifacts, max_size=2).map(tuple),
        st.lists(MESSAGES, max_size=2).map(tuple),
        METADATA,
    )


SCHEMA = st.none() | JSON.filter(lambda schema: schema is not None)
KEY = st.text("abc-1", max_size=8)
SENDS = st.builds(
    SendMessage,
    MESSAGES,
    SCHEMA,
    NAMES,
    st.none() | st.integers(0, 100),
    st.booleans(),
    METADATA,
    MAYBE_NAME,
    idempotency_key=KEY,
)
V1_SENDS = SENDS.map(lambda call: replace(call, agent_id=""))
GETS = st.builds(GetTask, NAME, st.none() | st.integers(0, 100))
LEGACY_SENDS = st.builds(
    SendMessage,
    MESSAGES,
    SCHEMA,
    NAMES,
    st.none() | st.integers(0, 100),
    metadata=METADATA,
    agent_id=MAYBE_NAME,
    alias=NAME,
    idempotency_key=KEY,
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


STATES = st.sampled_from(TaskState)
TASK_REPLIES = st.builds(TaskReply, tasks(STATES))
MESSAGE_REPLIES = st.builds(MessageReply, MESSAGES)
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

CALLS: Mapping[str, st.SearchStrategy[object]] = {
    "a2a-1.0": V1_SENDS | GETS | st.builds(GetExtendedCard),
    "a2a-0.3": SENDS | GETS | st.builds(GetExtendedCard),
    "flowwink": SENDS | GETS | st.builds(GetExtendedCard),
    "tasks": LEGACY_SENDS | GETS,
    "native": _bare_sends(skill_only=False),
    "negotiate": _bare_sends(skill_only=True),
}

ANSWERED: Mapping[str, st.SearchStrategy[tuple[object, object]]] = {
    **dict.fromkeys(
        ("a2a-1.0", "a2a-0.3", "flowwink"),
        st.tuples(SENDS, TASK_REPLIES | MESSAGE_REPLIES) | st.tuples(GETS, TASK_REPLIES),
    ),
    "tasks": st.tuples(GETS, st.builds(TaskReply, tasks(LEGACY_STATES))),
    "native": st.tuples(CALLS["native"], BARE_REPLIES),
    "negotiate": st.tuples(CALLS["negotiate"], BARE_REPLIES),
}
