"""The official openai client, as a peer uses it: a base URL and a key are all that it is told."""

from collections.abc import Callable
from typing import TypeAlias

from openai import OpenAI

As: TypeAlias = Callable[[str], OpenAI]


def make_client(url: str, token: str) -> OpenAI:
    # What is refused is to be seen, and not tried again.
    return OpenAI(base_url=f"{url}/v1", api_key=token, max_retries=0)
