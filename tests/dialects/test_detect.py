from typing import Any

import pytest

from gateway.core.errors import ConfigError
from gateway.dialects import DIALECTS, by_name, detect
from gateway.dialects.base import Flavour, WireRequest
from tests.dialects.spoken import id_of


def rpc(method: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": {}}


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (rpc("SendMessage"), "a2a-1.0"),
        (rpc("GetTask"), "a2a-1.0"),
        (rpc("Unheard"), "a2a-1.0"),
        (rpc("message/send"), "a2a-0.3"),
        (rpc("tasks/get"), "a2a-0.3"),
        (rpc("message/stream"), "a2a-0.3"),
        (rpc("SendStreamingMessage"), "a2a-1.0"),
        (rpc("agent/getAuthenticatedExtendedCard"), "a2a-0.3"),
        (rpc("un/heard"), "a2a-0.3"),
        (rpc("tasks/send"), "tasks"),
        ({"type": "task", "skill_id": "x"}, "negotiate"),
        ({"type": "task", "skill": "x"}, "native"),
        ({"skill": "x"}, "native"),
        ({}, "native"),
        ({"id": 1, "params": {}}, "a2a-1.0"),
        ({"jsonrpc": "2.0"}, "a2a-1.0"),
        ([], "a2a-1.0"),
        (None, "a2a-1.0"),
    ],
)
def test_a_request_is_known_by_its_method_or_its_members(body: Any, name: str) -> None:
    assert detect(WireRequest("POST", "", body)).name == name


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("message/send", "flowwink"),
        ("tasks/get", "flowwink"),
        ("message/stream", "flowwink"),
        ("tasks/send", "tasks"),
        ("SendMessage", "a2a-1.0"),
    ],
)
def test_a_row_tells_flowwink_from_its_relative(method: str, name: str) -> None:
    wire = WireRequest("POST", "", rpc(method), flavour=Flavour(dialect="flowwink"))
    assert detect(wire).name == name


@pytest.mark.parametrize("dialect", DIALECTS, ids=id_of)
def test_a_dialect_is_found_by_its_name(dialect: Any) -> None:
    assert by_name(dialect.name, dialect.binding) is dialect


@pytest.mark.parametrize("name", ["a2a-1.0", "a2a-0.3"])
def test_a_name_alone_means_json_rpc(name: str) -> None:
    assert by_name(name).binding == "jsonrpc"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/message:send", "a2a-1.0"),
        ("/tasks/v1", "a2a-1.0"),
        ("/acme/tasks", "a2a-1.0"),
        ("/nonsense", "a2a-1.0"),
        ("/v1/message:send", "a2a-0.3"),
        ("/v1/nonsense", "a2a-0.3"),
        ("/acme/v1/tasks", "a2a-0.3"),
        ("/v1", "a2a-1.0"),
    ],
)
def test_http_json_is_told_by_its_path(path: str, name: str) -> None:
    found = detect(WireRequest("POST", path, rpc("message/send")))
    assert (found.name, found.binding) == (name, "rest")


@pytest.mark.parametrize(("name", "binding"), [("auto", ""), ("a2a", ""), ("a2a-1.0", "grpc")])
def test_an_unknown_name_is_answered_with_the_choices(name: str, binding: str) -> None:
    with pytest.raises(ConfigError, match=r"a2a-1\.0 jsonrpc, flowwink jsonrpc, a2a-0\.3 jsonrpc"):
        by_name(name, binding)


def test_names_are_unique() -> None:
    assert len({(dialect.name, dialect.binding) for dialect in DIALECTS}) == len(DIALECTS)
