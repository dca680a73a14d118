"""A turn with a language model: what it may have run meanwhile, and how its answer is mended.

The loop is bounded in steps, in tokens and in what the peer may use up in a day, so that a model
which never comes to an end, or obeys a malicious peer, costs no more than was meant to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.chat.budget import Budget, BudgetSpent
from gateway.chat.fence import SKILL_RESULT, fence, neutralise
from gateway.chat.memory import Memory
from gateway.chat.prompt import Prompter, TooLong
from gateway.chat.toolbox import Toolbox
from gateway.config import AgentSettings
from gateway.contract import Contract, Met, Unmet, judge_text
from gateway.core.json import JsonObject, encode
from gateway.llm import Completion, Model, PromptMessage, ToolCall, Usage
from gateway.skillkit import Skill, SkillContext

_REPAIRS: Final = 2
_MOST_CALLS: Final = 4
# Where a server does not say what it used up: so many bytes are a token, about.
_BYTES_OF_A_TOKEN: Final = 4

_MEND: Final = """\
That is not what was asked for: {problems}. Answer again, with the one JSON value and nothing \
else, or with {{"status": "declined", "reason": "why"}}."""
_WIND_UP: Final = "You may have no more skills run. Answer now, with what you know."


@dataclass(frozen=True, slots=True)
class Talker:
    """A configured model with what it is told, may remember and may use up.

    ``timeout`` is in seconds, of one answer; ``max_steps`` is how many answers a turn may take
    in which the model has skills run.
    """

    model: Model
    prompter: Prompter
    memory: Memory
    budget: Budget
    max_output_tokens: int
    max_steps: int
    timeout: float

    async def answer(
        self,
        ctx: SkillContext,
        agent: AgentSettings,
        skills: Sequence[Skill],
        text: str,
        contract: Contract | None,
    ) -> str:
        """The model's last word; it is remembered, with what the peer said, if it is an answer.

        With a contract it is the one that met it, declined, or was left when all mending was in
        vain: whoever promised the contract judges it again. Decline for a text that is too long
        and for a budget that is spent.
        """
        peer, context_id, turn = ctx.peer.name, ctx.task.context_id, ctx.task.id
        remembered = await self.memory.recall(peer, context_id, turn)
        schema = contract.schema if contract else None
        try:
            prompt = self.prompter.write(agent, peer, skills, remembered, text, schema)
        except TooLong:
            ctx.decline("the message is too long", max_bytes=self.prompter.max_bytes)
        turn_of_model = _Turn(self, ctx, Toolbox(skills), prompt, schema)
        try:
            said = await turn_of_model.run()
            if contract is not None:
                said = await turn_of_model.mend(said, contract)
        except BudgetSpent as spent:
            ctx.decline("what you may use up in a day is used up", retry_after=spent.seconds)
        if answered := _find_answer(said, contract):
            await self.memory.remember(peer, context_id, turn, text, answered)
        return said


def _find_answer(said: str, contract: Contract | None) -> str:
    """What is worth remembering: nothing of what does not keep the contract."""
    if contract is None:
        return said
    verdict = judge_text(contract, said, maps=True)
    return encode(verdict.value).decode() if isinstance(verdict, Met) else ""


class _Turn:
    def __init__(
        self,
        talker: Talker,
        ctx: SkillContext,
        toolbox: Toolbox,
        prompt: list[PromptMessage],
        schema: JsonObject | None,
    ) -> None:
        self._talker = talker
        self._ctx = ctx
        self._toolbox = toolbox
        self._prompt = prompt
        self._schema = schema

    async def run(self) -> str:
        """What the model says when it has nothing more to have run."""
        for _ in range(self._talker.max_steps):
            completion = await self._ask(with_tools=True)
            if not completion.calls:
                return completion.text
            for call in completion.calls[:_MOST_CALLS]:
                await self._use(call)
        self._prompt.append(PromptMessage("user", _WIND_UP))
        return (await self._ask(with_tools=False)).text

    async def mend(self, said: str, contract: Contract) -> str:
        """The answer, or another that the model gave when it was told what is wrong with it."""
        for _ in range(_REPAIRS):
            verdict = judge_text(contract, said, maps=True)
            if not isinstance(verdict, Unmet):
                break
            problems = "; ".join((*verdict.problems.missing, *verdict.problems.mismatches))
            mend = _MEND.format(problems=problems or verdict.reason)
            self._prompt += [
                PromptMessage("assistant", neutralise(said)),
                PromptMessage("user", mend),
            ]
            said = (await self._ask(with_tools=False)).text
        return said

    async def _ask(self, *, with_tools: bool) -> Completion:
        talker, peer = self._talker, self._ctx.peer.name
        await talker.budget.check(peer)
        completion = await talker.model.complete(
            self._prompt,
            schema=self._schema,
            max_tokens=talker.max_output_tokens,
            tools=self._toolbox.tools if with_tools else (),
        )
        await talker.budget.spend(peer, self._usage(completion))
        return completion

    async def _use(self, call: ToolCall) -> None:
        result = await self._toolbox.use(self._ctx, call)
        said = f"I have {call.name} run with {call.arguments}"
        self._prompt += [
            PromptMessage("assistant", neutralise(said)),
            PromptMessage("user", fence(SKILL_RESULT, result)),
        ]

    def _usage(self, completion: Completion) -> Usage:
        if completion.usage.prompt_tokens or completion.usage.completion_tokens:
            return completion.usage
        asked = sum(len(message.text.encode()) for message in self._prompt)
        answered = len(completion.text.encode())
        return Usage(asked // _BYTES_OF_A_TOKEN, answered // _BYTES_OF_A_TOKEN)
