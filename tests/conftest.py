"""What holds for all tests."""

import json
import os
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import settings

from gateway.observe.log import configure_log

# The same examples each time, however slow the machine is. New ones are looked for by
# pytest --hypothesis-profile=default
settings.load_profile("ci")

# A width that a test runner's own display has is none of what is run under test.
os.environ.pop("COLUMNS", None)

Logged: TypeAlias = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Logged:
    """What was logged since the test began, or since it was last asked."""
    configure_log()
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
