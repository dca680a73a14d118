"""Core values as hypothesis makes them.

Strings hold no NUL and no surrogate, integers fit 64 bits: other JSON never gets past the decoder.
No id is a dot or two, which no path can name.
Metadata is None or holds something, since an empty object is written and read as none.
"""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from gateway.core.event import Event
from gateway.core.message import (
    Artifact,
    DataPart,
    Message,
    RawPart,
    Role,
    TextPart,
    UrlPart,
)
from gateway.core.push import PushConfig
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState, TaskStatus


def examples(number: int) -> settings:
    """So many of them, however long a slow machine takes to think them up."""
    return settings(
        max_examples=number,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NAME = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
NAME = NAME.filter(lambda name: len(name) <= 256 and name not in (".", ".."))
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


ARTIFACTS = st.builds(Artifact, NAME, SOME_PARTS, TEXT, TEXT, METADATA, NAMES)
STATES = st.sampled_from(TaskState)
MOMENTS = st.integers(0, 4_000_000_000_000)


def statuses(states: st.SearchStrategy[TaskState]) -> st.SearchStrategy[TaskStatus]:
    return st.builds(TaskStatus, states, MOMENTS, st.none() | MESSAGES)


def tasks(states: st.SearchStrategy[TaskState]) -> st.SearchStrategy[Task]:
    return st.builds(
        Task,
        NAME,
        MAYBE_NAME,
        statuses(states),
        st.lists(ARTIFACTS, max_size=2).map(tuple),
        st.lists(MESSAGES, max_size=2).map(tuple),
        METADATA,
    )


def task_events(states: st.SearchStrategy[TaskState]) -> st.SearchStrategy[Event]:
    """Events of a task, as a reader knows them: without their number."""
    update = st.builds(StatusUpdate, statuses(states), METADATA) | st.builds(
        ArtifactUpdate, ARTIFACTS, st.booleans(), st.booleans(), METADATA
    )
    return tasks(states).map(lambda task: Event(0, task.id, task.context_id, task)) | st.builds(
        Event, st.just(0), NAME, MAYBE_NAME, update
    )


DIRECT_ANSWERS = MESSAGES.map(lambda message: Event(0, "", message.context_id, message))

HEADER_TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20)


@st.composite
def push_configs(
    draw: st.DrawFn, task_ids: st.SearchStrategy[str], ids: st.SearchStrategy[str]
) -> PushConfig:
    scheme = draw(HEADER_TEXT)
    return PushConfig(
        draw(task_ids),
        draw(ids),
        draw(URL),
        draw(HEADER_TEXT),
        scheme,
        draw(HEADER_TEXT) if scheme else "",
    )
