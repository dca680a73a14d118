"""The official JavaScript SDK's servers, each a process of its own: see the scripts."""

from contextlib import AbstractContextManager

from tests.outbox.process import serving
from tests.sdk.client import JS
from tests.sdk.installed import copy_to, node_with


def serve_js(version: str, binding: str, *capabilities: str) -> AbstractContextManager[str]:
    """The base URL; the card names one interface, and ``streaming`` or ``push``."""
    home = node_with(JS[version], f"js-{version}-server", "express@^5")
    script = copy_to(home, f"a2a_{version.replace('.', '')}_server.mjs")
    return serving(["node", script, binding, *capabilities])
