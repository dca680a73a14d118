"""Peers of the shared gateway who know nothing but the openai client."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from openai import OpenAI

from tests.e2e.responses.client import As, make_client
from tests.e2e.site import Gateway, Site


@pytest.fixture
def client_of(template: Site, gateway: Gateway) -> Iterator[As]:
    """``client_of("acme")`` calls the shared gateway with that peer's token."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(make_client(gateway.url, template.tokens[name]))


@pytest.fixture
def client(client_of: As) -> OpenAI:
    return client_of("acme")
