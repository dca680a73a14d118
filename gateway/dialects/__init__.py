"""The wire languages, in the one registry, and which of them a request or a row is in.

Method names of the A2A versions never collide, so a JSON-RPC request is told by its method, and one
of HTTP+JSON by its path; what two dialects share is told by the caller's row. The first that claims
a request has it.
"""

from collections.abc import Mapping
from typing import Final

from gateway.core.errors import ConfigError
from gateway.dialects import jsonrpc, rest
from gateway.dialects.a2a_v03 import codec as a2a_v03
from gateway.dialects.a2a_v03_proto import codec as a2a_v03_proto
from gateway.dialects.a2a_v1 import codec as a2a_v1
from gateway.dialects.base import Dialect, WireRequest
from gateway.dialects.flowwink.codec import FLOWWINK
from gateway.dialects.legacy_tasks import NAME as LEGACY
from gateway.dialects.legacy_tasks import codec as legacy_tasks
from gateway.dialects.moltflow.dialect import MOLTFLOW
from gateway.dialects.native.dialect import NATIVE
from gateway.dialects.negotiate import NEGOTIATE
from gateway.dialects.places import V03_PLACES, V03_PREFIX, V1_PLACES
from gateway.dialects.responses.dialect import RESPONSES

__all__ = ["DIALECTS", "by_name", "detect"]

A2A_V1: Final = jsonrpc.bind("a2a-1.0", a2a_v1.CODEC, a2a_v1.METHODS)
A2A_V03: Final = jsonrpc.bind("a2a-0.3", a2a_v03.CODEC, a2a_v03.METHODS)
TASKS: Final = jsonrpc.bind(
    LEGACY,
    legacy_tasks.CODEC,
    legacy_tasks.METHODS,
    carries_contexts=False,
    carries_messages=False,
)
A2A_V1_REST: Final = rest.bind("a2a-1.0", a2a_v1.CODEC, V1_PLACES)
A2A_V03_REST: Final = rest.bind("a2a-0.3", a2a_v03_proto.CODEC, V03_PLACES, prefix=V03_PREFIX)

DIALECTS: Final[tuple[Dialect, ...]] = (
    A2A_V1,
    FLOWWINK,
    A2A_V03,
    TASKS,
    MOLTFLOW,
    NEGOTIATE,
    NATIVE,
    RESPONSES,
    A2A_V1_REST,
    A2A_V03_REST,
)

_BY_METHOD: Final[Mapping[str, tuple[Dialect, ...]]] = {
    method: tuple(dialect for dialect in DIALECTS if method in dialect.methods)
    for method in {method for dialect in DIALECTS for method in dialect.methods}
}
_WITHOUT_METHODS: Final = tuple(dialect for dialect in DIALECTS if not dialect.binding)
# Any path of 0.3 could be one of 1.0 behind a tenant, so 0.3 is asked first.
_BY_PATH: Final = (A2A_V03_REST, A2A_V1_REST)
_ENVELOPE: Final = ("jsonrpc", "method", "params")


def detect(request: WireRequest) -> Dialect:
    """The dialect of a request; it never raises, for every dialect can say what is wrong.

    A body that could not be parsed is None here: its error is written as JSON-RPC with id null.
    """
    if request.path:
        return next((d for d in _BY_PATH if d.claims(request)), A2A_V1_REST)
    body = request.body
    if not isinstance(body, dict):
        return A2A_V1
    method = body.get("method")
    if isinstance(method, str):
        for dialect in _BY_METHOD.get(method, ()):
            if dialect.claims(request):
                return dialect
        # Unknown methods are refused in the words of the version that they look like.
        return A2A_V1 if method[:1].isupper() else A2A_V03
    if not any(member in body for member in _ENVELOPE):
        for dialect in _WITHOUT_METHODS:
            if dialect.claims(request):
                return dialect
    return A2A_V1


def by_name(name: str, binding: str = "") -> Dialect:
    """The dialect that a row names, any binding for ""; raise ConfigError with the choices."""
    for dialect in DIALECTS:
        if dialect.name == name and binding in ("", dialect.binding):
            return dialect
    choices = ", ".join(f"{d.name} {d.binding}".strip() for d in DIALECTS)
    raise ConfigError(f"no dialect {f'{name} {binding}'.strip()!r}; there are {choices}")
