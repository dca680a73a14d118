"""A prompt that grows with a model's answers, each within the budget of the peer it is for."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from gateway.chat.fence import MISMATCHES, SKILL_RESULT, fence, neutralise
from gateway.chat.models import OpenModel
from gateway.contract import Contract, Unmet, Verdict, judge_text
from gateway.core.json import JsonObject
from gateway.llm import Completion, OnText, PromptMessage, Tool, ToolCall, Usage

_REPAIRS: Final = 2
# Where a server does not say what it used up: so many bytes are a token, about.
_BYTES_OF_A_TOKEN: Final = 4

_MEND: Final = """\
That is not what was asked for:
{problems}
Answer again, with the one JSON value and nothing else, or with {{"status": "declined", "reason": \
"why"}}."""


class Dialogue(Struct, frozen=True):
    """``schema`` is the shape of the answer that is wanted at the end, None for words."""

    opened: OpenModel
    peer: str
    prompt: list[PromptMessage]
    schema: JsonObject | None

    async def ask(self, tools: Sequence[Tool] = (), on_text: OnText | None = None) -> Completion:
        """The model's next answer; raise ModelUnavailable or BudgetSpent."""
        opened = self.opened
        await opened.budget.check(self.peer)
        completion = await opened.model.complete(
            self.prompt,
            schema=self.schema,
            max_tokens=opened.settings.max_output_tokens,
            tools=tools,
            on_text=on_text,
        )
        await opened.budget.spend(self.peer, self._usage(completion))
        return completion

    async def ask_for(self, contract: Contract, said: str) -> tuple[str, Verdict]:
        """The answer that was given, or another that came when the model was told what is wrong
        with it; with it, whether it keeps the contract at last.
        """
        for _ in range(_REPAIRS):
            verdict = judge_text(contract, said, maps=True)
            if not isinstance(verdict, Unmet):
                return said, verdict
            problems = "; ".join((*verdict.problems.missing, *verdict.problems.mismatches))
            # They name fields as the caller does.
            told = fence(MISMATCHES, problems or verdict.reason)
            self._add(said, _MEND.format(problems=told))
            said = (await self.ask()).text
        return said, judge_text(contract, said, maps=True)

    def tell(self, call: ToolCall, result: str) -> None:
        """What came of a skill that the model had run."""
        self._add(f"I have {call.name} run with {call.arguments}", fence(SKILL_RESULT, result))

    def _add(self, said: str, told: str) -> None:
        # A peer may have made the model say what only looks like a mark.
        self.prompt.append(PromptMessage("assistant", neutralise(said)))
        self.prompt.append(PromptMessage("user", told))

    def _usage(self, completion: Completion) -> Usage:
        if completion.usage.prompt_tokens or completion.usage.completion_tokens:
            return completion.usage
        asked = sum(len(message.text.encode()) for message in self.prompt)
        answered = len(completion.text.encode())
        return Usage(asked // _BYTES_OF_A_TOKEN, answered // _BYTES_OF_A_TOKEN)
