"""Bytes that two readers could read differently, or that are no call, are refused and never 500."""

from typing import Any

import pytest

from tests.e2e.caller import Caller
from tests.e2e.say import rpc, send_skill

DEEP = b"[" * 33 + b"]" * 33

NOT_JSON = {
    "empty": b"",
    "text": b"hello",
    "cut off": b'{"a":',
    "trailing comma": b'{"a": 1,}',
    "two values": b"{} {}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "UTF-8 that is none": b'{"a": "\xff\xfe"}',
    "overlong UTF-8": b'{"a": "\xc0\xaf"}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "1e400": b'{"a": 1e400}',
    "5000 digits": b'{"a": ' + b"9" * 5000 + b"}",
    "2^64": b'{"a": 18446744073709551616}',
    "-2^63-1": b'{"a": -9223372036854775809}',
    "lone surrogate": b'{"a": "\\ud800"}',
    "NUL": b'{"a": "\\u0000"}',
    "NUL in a key": b'{"\\u0000": 1}',
    "control character": b'{"a": "\n"}',
    "depth 33": DEEP,
    "depth 33 in a call": b'{"jsonrpc": "2.0", "id": 1, "params": ' + DEEP + b"}",
    "depth 100000": b"[" * 100_000,
}

NOT_A_REQUEST = {
    "batch": [send_skill("echo")],
    "empty batch": [],
    "number": 1,
    "string": "call",
    "null": None,
    "no jsonrpc": {"id": 1, "method": "SendMessage", "params": {}},
    "jsonrpc 1.0": {"jsonrpc": "1.0", "id": 1, "method": "SendMessage"},
    "jsonrpc a number": {"jsonrpc": 2.0, "id": 1, "method": "SendMessage"},
    "no method": {"jsonrpc": "2.0", "id": 1},
    "method a number": {"jsonrpc": "2.0", "id": 1, "method": 1},
    "id null": rpc("SendMessage", {}, None),
    "id a float": rpc("SendMessage", {}, 1.5),
    "id true": rpc("SendMessage", {}, request_id=True),
    "id an object": rpc("SendMessage", {}, {}),
    "id of 10 KB": rpc("SendMessage", {}, "x" * 10_000),
    "no id": {"jsonrpc": "2.0", "method": "SendMessage", "params": send_skill("echo")["params"]},
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_what_is_not_strict_json_is_a_parse_error(acme: Caller, name: str) -> None:
    answer = acme.send("POST", "/a2a", NOT_JSON[name])

    assert (answer.status, answer.code, answer.json["id"]) == (200, -32700, None)


@pytest.mark.parametrize("name", NOT_A_REQUEST)
def test_what_is_no_request_is_refused_once(acme: Caller, name: str) -> None:
    answer = acme.post(NOT_A_REQUEST[name])

    assert (answer.status, answer.code) == (200, -32600)
    given = NOT_A_REQUEST[name]
    echoed = given["id"] if isinstance(given, dict) and given.get("id") == 1 else None
    assert answer.json["id"] in (echoed, None)


@pytest.mark.parametrize(("method", "code"), [("NoSuchMethod", -32601), ("SendMessage", -32602)])
def test_where_the_id_is_missing_too_the_other_fault_is_said(
    acme: Caller, method: str, code: int
) -> None:
    answer = acme.post({"jsonrpc": "2.0", "method": method, "params": {}})

    assert (answer.status, answer.code, answer.json["id"]) == (200, code, None)


@pytest.mark.parametrize("request_id", [0, -1, 2**53, "", "7", "Ünïcode", "x" * 1024])
def test_an_id_is_echoed_exactly(acme: Caller, request_id: Any) -> None:
    answer = acme.post(rpc("NoSuchMethod", {}, request_id))

    echoed = answer.json["id"]
    assert (echoed, type(echoed)) == (request_id, type(request_id))


def test_of_two_equal_keys_the_one_that_was_checked_is_run(acme: Caller) -> None:
    body = b'{"skill": "house_keys", "arguments": {"a": 1}, "skill": "echo"}'

    assert acme.send("POST", "/a2a", body).json == {"a": 1}


def test_integers_of_64_bits_come_back_as_they_went(acme: Caller) -> None:
    numbers = {"most": 2**63 - 1, "least": -(2**63), "five": 5}

    assert acme.post({"skill": "echo", "arguments": numbers}).json == numbers


def test_depth_32_is_taken(acme: Caller) -> None:
    arguments: Any = {}
    for _ in range(29):
        arguments = {"a": arguments}

    assert acme.post({"skill": "echo", "arguments": arguments}).json == arguments
