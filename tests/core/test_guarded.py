"""No value shows a secret that it holds: a traceback or a line of the log may show any value."""

import importlib
import pkgutil
from collections.abc import Iterator

import msgspec
import pytest
from msgspec import Struct

import gateway
from gateway.core.guarded import Guarded
from gateway.dialects.base import WireRequest
from gateway.net.client import HttpRequest

SECRETS = {"api_key", "credentials", "password", "sealed", "secret", "token", "token_hash"}


class Letter(Guarded, frozen=True):
    hidden = ("token",)

    to: str
    token: str = ""


class Reply(Letter, frozen=True):
    words: str = ""


def find_values(kind: type[Struct] = Struct) -> Iterator[type[Struct]]:
    for found in kind.__subclasses__():
        yield found
        yield from find_values(found)


def holds_text(kind: type[Struct], name: str) -> bool:
    [field] = [one for one in msgspec.structs.fields(kind) if one.name == name]
    return field.type in (str, bytes)


def test_a_hidden_field_is_left_out() -> None:
    assert repr(Letter("acme", token="canary")) == "Letter(to='acme')"
    assert repr(Reply("acme", "canary", "yes")) == "Reply(to='acme', words='yes')"


def test_no_value_of_the_gateway_shows_what_is_called_a_secret() -> None:
    for module in pkgutil.walk_packages(gateway.__path__, "gateway."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    shown = {
        f"{kind.__module__}.{kind.__name__}.{name}"
        for kind in find_values()
        if kind.__module__.startswith("gateway.") and "__repr__" not in vars(kind)
        for name in SECRETS.intersection(kind.__struct_fields__)
        if holds_text(kind, name) and name not in getattr(kind, "hidden", ())
    }
    assert not shown


@pytest.mark.parametrize("kind", [HttpRequest, WireRequest])
def test_a_request_does_not_show_its_headers(kind: type[Struct]) -> None:
    request = kind("POST", "/a2a", headers={"Authorization": "Bearer canary"})
    assert "canary" not in repr(request)
