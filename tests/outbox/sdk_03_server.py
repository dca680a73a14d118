"""The SDK's 0.3 server, a process of its own, for its generation cannot live with ours."""

from contextlib import AbstractContextManager

from tests.outbox.process import serving
from tests.sdk.installed import SCRIPTS, python_03


def serve_sdk_03() -> AbstractContextManager[str]:
    """The base URL, below which its agents are: see the script."""
    return serving([python_03(), SCRIPTS / "a2a_03_server.py"])
