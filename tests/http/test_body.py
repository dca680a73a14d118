"""A body whose client is gone is no error of ours, however late that is seen."""

import asyncio

import pytest
from aiohttp import StreamReader
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request

from gateway.config import LimitSettings
from gateway.core.errors import InvalidRequest
from gateway.http.body import read_body


@pytest.mark.parametrize("is_whole", [True, False])
async def test_who_is_gone_before_the_body_is_looked_at_is_refused(*, is_whole: bool) -> None:
    loop = asyncio.get_running_loop()
    content = StreamReader(BaseProtocol(loop), 1024, loop=loop)
    if is_whole:
        content.feed_eof()
    content.set_exception(ConnectionResetError("Connection lost"))
    request = make_mocked_request("POST", "/a2a", payload=content)

    with pytest.raises(InvalidRequest):
        await read_body(request, LimitSettings())
