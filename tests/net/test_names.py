"""Names that are looked up: how an answer is read, and what a silent name server can hold up."""

import asyncio
import socket
from typing import Any

import pytest

from gateway.net.names import Names
from tests.net.resolver import silent_name_server
from tests.until import until


async def test_every_address_of_a_name_is_told() -> None:
    asked: list[Any] = []

    def look_up(*about: Any) -> list[Any]:
        asked.append(about)
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700::1", 443, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443)),
        ]

    found = await Names(5, look_up).resolve("peer.example", 443)
    assert asked[0][:2] == ("peer.example", 443)
    assert [(each["host"], each["port"], each["family"]) for each in found] == [
        ("2606:4700::1", 443, socket.AF_INET6),
        ("8.8.8.8", 443, socket.AF_INET),
    ]


async def test_the_systems_names_are_known() -> None:
    found = await Names(5).resolve("localhost", 80)
    assert {each["host"] for each in found} <= {"127.0.0.1", "::1"}


async def test_a_name_server_that_is_silent_holds_up_its_own_names_alone() -> None:
    with silent_name_server() as silence:
        waiting = 0

        def look_up(host: str, *about: Any) -> list[Any]:
            nonlocal waiting
            if host == "silent.example":
                waiting += 1
                return silence(host, *about)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))]

        names = Names(30, look_up)
        held_up = [asyncio.create_task(names.resolve("silent.example")) for _ in range(40)]
        await until(lambda: waiting == 40)
        assert [each["host"] for each in await names.resolve("peer.example")] == ["8.8.8.8"]
        for task in held_up:
            task.cancel()
        await asyncio.gather(*held_up, return_exceptions=True)
        await names.close()


async def test_a_look_up_that_takes_too_long_is_given_up() -> None:
    with silent_name_server() as silence:
        names = Names(0.05, silence)
        with pytest.raises(TimeoutError):
            await names.resolve("silent.example")
        await names.close()
