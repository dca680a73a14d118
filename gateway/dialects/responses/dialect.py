"""The dialect ``responses``, both ways.

It has an endpoint of its own, by which its requests are known: no other may claim them.
"""

from typing import Final

from gateway.dialects.base import Dialect
from gateway.dialects.responses import NAME
from gateway.dialects.responses.answer import write_reply
from gateway.dialects.responses.error import write_error
from gateway.dialects.responses.hear import Hearing
from gateway.dialects.responses.read import read_reply
from gateway.dialects.responses.request import read_call
from gateway.dialects.responses.write import write_call

RESPONSES: Final = Dialect(
    name=NAME,
    binding="",
    claims=lambda _: False,
    read_call=read_call,
    write_reply=write_reply,
    write_error=write_error,
    write_call=write_call,
    read_reply=read_reply,
    make_reader=Hearing,
    operations={
        "SendMessage": "POST /v1/responses",
        "SendStreamingMessage": "POST /v1/responses {stream: true}",
        "GetTask": "GET /v1/responses/{id}",
        "CancelTask": "POST /v1/responses/{id}/cancel",
        "SubscribeToTask": "GET /v1/responses/{id}?stream=true",
    },
    carries_contexts=False,
    carries_messages=False,
    always_streams=True,
)
