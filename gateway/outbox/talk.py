"""What is asked of a peer on one way, and its answer followed until waiting is over.

A peer that streams is listened to; where its stream breaks off, the task is followed by another
one, once, and from then on looked up. Only a refusal, by which nothing was done, has the same
message said in the plain way: whatever else happened, it is said once.
"""

from collections.abc import Callable
from contextlib import aclosing
from itertools import chain
from typing import Final

from gateway.core.backoff import backoff
from gateway.core.call import (
    GetTask,
    SendMessage,
    SendStreamingMessage,
    StreamCall,
    SubscribeToTask,
)
from gateway.core.errors import GatewayError, InvalidAgentResponse, UnsupportedOperation
from gateway.core.task import Task
from gateway.outbox.heard import Heard, is_over
from gateway.outbox.line import Asked, Events, Line
from gateway.outbox.route import is_not_understood

_FIRST_SECONDS: Final = 0.2
_MOST_SECONDS: Final = 5.0


class Talk:
    """``may_listen`` says that the peer streams, and ``is_mute`` at the end that it does not."""

    def __init__(
        self,
        line: Line,
        call: Asked,
        heard: Heard,
        random: Callable[[], float],
        *,
        may_listen: bool,
    ) -> None:
        self._line = line
        self._call = call
        self._heard = heard
        self._random = random
        self._may_listen = may_listen
        self._is_refused = False
        self._error: GatewayError | None = None
        self.is_mute = False

    async def ask(self) -> Events:
        """The answer alone."""
        event = await self._line.ask(self._call)
        self._heard.take(event)
        yield event

    async def follow(self) -> Events:
        """All that is heard until the task is settled or in review, or time is up.

        Raise what comes instead of a task; one that is known is an answer, though it be at work.
        """
        for part in (
            self._say_and_listen,
            self._say,
            self._listen_again,
            self._answer_error,
            self._look_again,
        ):
            async with aclosing(part()) as events:
                async for event in events:
                    yield event
            if self._heard.is_over:
                break
        if self._heard.is_over and not self._heard.is_whole:
            async for event in self._look_once():
                yield event

    async def _say_and_listen(self) -> Events:
        if not self._may_listen or not isinstance(self._call, SendMessage):
            return
        try:
            async with aclosing(self._listen(SendStreamingMessage(self._call))) as events:
                async for event in events:
                    yield event
            if self._heard.is_empty:
                raise InvalidAgentResponse("a stream without an event")
        except GatewayError as error:
            if not self._heard.is_empty:
                self._error = None if _may_pass(error) else error
            elif self._is_refusal(error):
                self._is_refused = True
            else:
                self.is_mute = isinstance(error, InvalidAgentResponse)
                raise

    async def _say(self) -> Events:
        if not self._heard.is_empty:
            return
        async for event in self.ask():
            self.is_mute = self._is_refused
            yield event

    async def _listen_again(self) -> Events:
        task_id = self._heard.task_id
        if not self._may_listen or self.is_mute or self._error is not None or not task_id:
            return
        self._heard.join()
        try:
            call = SubscribeToTask(task_id, self._heard.seq or None)
            async with aclosing(self._listen(call)) as events:
                async for event in events:
                    yield event
        except GatewayError:
            # There is another way to come by the same.
            return

    async def _answer_error(self) -> Events:
        """What the peer said in place of an event counts, unless its task has ended by itself."""
        if self._error is not None:
            async for event in self._look_once():
                yield event
            if not self._heard.is_over:
                raise self._error

    async def _look_again(self) -> Events:
        """The task whenever it has changed, looked at less often as time goes on, and at once when
        the peer tells that there is news of it.

        Where a stream broke off, the first look is at once: who knows what it did not tell.
        """
        task_id = self._heard.task_id
        delays = backoff(_FIRST_SECONDS, _MOST_SECONDS, self._random)
        if self._may_listen and not self.is_mute:
            delays = chain((0.0,), delays)
        with self._line.bells.hung(self._line.peer.name, task_id) as bell:
            while task_id and (left := self._line.seconds_left) > 0:
                await bell.rest(min(next(delays), left))
                try:
                    event = await self._line.ask(GetTask(task_id))
                except UnsupportedOperation:
                    return
                except GatewayError as error:
                    if not error.retriable:
                        raise
                    continue
                if not isinstance(event.said, Task):
                    return
                if event.said != self._heard.task:
                    self._heard.take(event)
                    yield event
                if self._heard.is_over:
                    return

    async def _look_once(self) -> Events:
        """The task as the peer has it, if it is over."""
        try:
            event = await self._line.ask(GetTask(self._heard.task_id))
        except GatewayError:
            return
        if isinstance(event.said, Task) and is_over(event.said):
            self._heard.take(event)
            yield event

    async def _listen(self, call: StreamCall) -> Events:
        async with aclosing(self._line.listen(call)) as events:
            async for event in events:
                self._heard.take(event)
                yield event
                if self._heard.is_over:
                    return

    def _is_refusal(self, error: GatewayError) -> bool:
        """Whether it says that nothing was done."""
        return isinstance(error, UnsupportedOperation) or is_not_understood(error, self._line.route)


def _may_pass(error: GatewayError) -> bool:
    """Whether it speaks of the stream, and not of the task."""
    return error.retriable or isinstance(error, InvalidAgentResponse)
