"""What HTTP+JSON has that JSON-RPC has not: paths, queries, media types, statuses."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.core.call import CancelTask, GetPushConfig, GetTask, SendMessage
from gateway.core.errors import (
    GatewayError,
    InvalidAgentResponse,
    InvalidRequest,
    MethodNotFound,
    ParseError,
    PeerError,
    StoreError,
    UnsupportedOperation,
    Violation,
)
from gateway.core.json import decode, encode
from gateway.core.message import Message, Role, TextPart
from gateway.dialects import DIALECTS, by_name, detect
from gateway.dialects.base import Dialect, WireRequest, WireResponse
from gateway.dialects.media import find_answer_type
from tests.dialects.spoken import id_of
from tests.dialects.strategies import JSON
from tests.dialects.test_errors import CODED

REST = [dialect for dialect in DIALECTS if dialect.binding == "rest"]
each_rest = pytest.mark.parametrize("dialect", REST, ids=id_of)
V1 = by_name("a2a-1.0", "rest")
SEND = SendMessage(Message("m1", Role.USER, (TextPart("a"),)))
METHODS = st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD"])
SEGMENTS = st.sampled_from(
    [
        "v1",
        "tasks",
        "t1",
        "t1:cancel",
        "message:send",
        "pushNotificationConfigs",
        "card",
        "%",
        "",
        ":",
    ]
) | st.text(st.characters(exclude_characters="/?#"), max_size=5)
PATHS = st.lists(SEGMENTS, max_size=6).map(lambda segments: "/" + "/".join(segments))
QUERIES = st.dictionaries(
    st.sampled_from(["historyLength", "page_size", "includeArtifacts", "status", "A2A-Version"]),
    st.text(max_size=5) | st.sampled_from(["true", "5", "-0", "1e3", "TASK_STATE_WORKING"]),
)


def read_back(dialect: Dialect, error: GatewayError) -> GatewayError:
    response = dialect.write_error(WireRequest("POST", "/message:send"), error)
    with pytest.raises(GatewayError) as raised:
        dialect.read_reply(SEND, WireResponse(response.status, decode(encode(response.body))))
    return raised.value


@settings(max_examples=400, deadline=None)
@given(METHODS, PATHS, QUERIES, JSON)
def test_any_request_is_read_or_refused(
    method: str, path: str, query: dict[str, str], body: Any
) -> None:
    wire = WireRequest(method, path, body, query=query)
    dialect = detect(wire)
    assert dialect in REST
    try:
        dialect.read_call(wire)
    except GatewayError as error:
        refused = dialect.write_error(wire, error)
        assert decode(encode(refused.body))["error"]["code"] == refused.status


@each_rest
@pytest.mark.parametrize("kind", CODED, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("detail", ["", "x: y."])
def test_an_error_has_the_status_of_its_class_and_reads_back(
    dialect: Dialect, kind: type[GatewayError], detail: str
) -> None:
    violations = (Violation("a.b", "is required"),)
    error = kind(detail, violations=violations, metadata={"retry": "5"})
    response = dialect.write_error(WireRequest("POST", "/message:send"), error)
    assert response.status == response.body["error"]["code"] == kind.http_status
    assert response.body["error"]["status"] == kind.grpc_status
    back = read_back(dialect, error)
    # The two have one reason, and no code that could tell them apart.
    assert type(back) is (InvalidRequest if kind is ParseError else kind)
    assert (back.detail or back.message) in (detail, error.message)
    assert (back.violations, back.metadata) == (violations, {"retry": "5"})


@each_rest
def test_a_peer_cannot_name_a_fault_of_ours(dialect: Dialect) -> None:
    back = read_back(dialect, StoreError("disk full"))
    assert isinstance(back, PeerError)
    assert back.peer_status == 503


@each_rest
@pytest.mark.parametrize("body", [[], "x", 5, True, {}, {"task": {}}, {"message": {"parts": [1]}}])
def test_what_is_no_answer_is_said_to_be_none(dialect: Dialect, body: Any) -> None:
    with pytest.raises(InvalidAgentResponse):
        dialect.read_reply(SEND, WireResponse(200, body))


@each_rest
def test_a_stream_may_end_with_an_error(dialect: Dialect) -> None:
    error = dialect.write_error(WireRequest("POST", "/message:stream"), InvalidRequest("x")).body
    with pytest.raises(InvalidRequest, match="x"):
        dialect.read_event(SEND, error)  # type: ignore[arg-type]


@each_rest
@pytest.mark.parametrize("task_id", ["", ".", ".."])
def test_what_no_path_can_name_is_not_asked_for(dialect: Dialect, task_id: str) -> None:
    for call in (GetTask(task_id), CancelTask(task_id), GetPushConfig("t1", task_id)):
        with pytest.raises(UnsupportedOperation, match=re.escape(repr(task_id))):
            dialect.write_call(call)


@pytest.mark.parametrize(
    "path",
    ["/", "/tasks/", "/tasks//x", "/tasks/a/b", "/message", "/message:sends", "/a/b/tasks", "/x:y"],
)
def test_there_is_nothing_at_other_paths(path: str) -> None:
    for method in ("GET", "POST"):
        with pytest.raises(MethodNotFound, match="nothing is served"):
            V1.read_call(WireRequest(method, path))


@pytest.mark.parametrize(
    ("method", "headers", "media_type"),
    [
        ("POST", {}, "application/json"),
        ("POST", {"Content-Type": "application/json; charset=utf-8"}, "application/json"),
        ("POST", {"Content-Type": "Application/A2A+JSON"}, "application/a2a+json"),
        (
            "POST",
            {"Content-Type": "application/json", "Accept": "application/a2a+json"},
            "application/json",
        ),
        ("POST", {"Accept": "application/a2a+json"}, "application/a2a+json"),
        ("POST", {"Content-Type": "text/plain"}, "application/json"),
        ("GET", {}, "application/json"),
        ("GET", {"Accept": "*/*"}, "application/json"),
        ("GET", {"Accept": "text/html"}, "application/json"),
        ("GET", {"Accept": "application/a2a+json"}, "application/a2a+json"),
        ("GET", {"Accept": "application/a2a+json, application/json"}, "application/a2a+json"),
        ("GET", {"Accept": "application/json, application/a2a+json"}, "application/json"),
        ("GET", {"Accept": "application/json;q=0.5,application/a2a+json"}, "application/a2a+json"),
        ("GET", {"Accept": "application/a2a+json;q=0, */*"}, "application/json"),
        ("GET", {"Accept": "application/a2a+json; v=1; q=zero"}, "application/json"),
        (
            "GET",
            {"Content-Type": "application/a2a+json", "Accept": "*/*"},
            "application/json",
        ),
        ("DELETE", {"Accept": "application/a2a+json"}, "application/a2a+json"),
    ],
)
def test_an_answer_has_the_type_of_its_question(
    method: str, headers: dict[str, str], media_type: str
) -> None:
    assert find_answer_type(method, headers) == media_type
