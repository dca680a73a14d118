"""A turn of chat with a language model, which may have skills run meanwhile.

The loop is bounded in steps, in tokens and in what the peer may use up in a day, so that a model
which never comes to an end, or obeys a malicious peer, costs no more than was meant to.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from gateway.chat.aloud import Aloud
from gateway.chat.budget import BudgetSpent
from gateway.chat.dialogue import Dialogue
from gateway.chat.memory import Memory
from gateway.chat.models import OpenModel
from gateway.chat.prompt import Prompter, TooLong
from gateway.chat.toolbox import Toolbox
from gateway.config import AgentSettings
from gateway.contract import Contract, Met
from gateway.core.errors import ModelUnavailable
from gateway.core.json import encode
from gateway.core.message import Artifact
from gateway.llm import OnText, PromptMessage
from gateway.skillkit import Skill, SkillContext

_MOST_CALLS: Final = 4
_WIND_UP: Final = "You may have no more skills run. Answer now, with what you know."


class Talker(Struct, frozen=True):
    """A model with what it is told and may remember."""

    opened: OpenModel
    prompter: Prompter
    memory: Memory

    @property
    def timeout(self) -> float:
        """Of a whole turn, in seconds."""
        return self.opened.settings.timeout_seconds

    async def answer(
        self,
        ctx: SkillContext,
        agent: AgentSettings,
        skills: Sequence[Skill],
        text: str,
        contract: Contract | None,
    ) -> str | Artifact:
        """The model's last word; it is remembered, with what the peer said, if it is an answer.

        With a contract it is the one that met it, declined, or was left when all mending was in
        vain: whoever promised the contract judges it again. Without one, whoever follows the task
        is told the words as they come. Decline for a text that is too long and for a budget that
        is spent.
        """
        peer, context_id, turn = ctx.peer.name, ctx.task.context_id, ctx.task.id
        remembered = await self.memory.recall(peer, context_id, turn)
        schema = contract.schema if contract else None
        try:
            facts = await ctx.desk.read_facts(ctx)
            prompt = self.prompter.write(agent, peer, skills, facts, remembered, text, schema)
        except TooLong:
            ctx.decline("the message is too long", max_bytes=self.prompter.max_bytes)
        dialogue = Dialogue(self.opened, peer, prompt, schema)
        aloud = Aloud(ctx) if contract is None and ctx.desk.is_followed else None
        try:
            said = answer = await self._run(ctx, dialogue, Toolbox(skills), aloud)
            if contract is not None:
                said, verdict = await dialogue.ask_for(contract, said)
                answer = encode(verdict.value).decode() if isinstance(verdict, Met) else ""
        except BudgetSpent as spent:
            ctx.decline("what you may use up in a day is used up", retry_after=spent.seconds)
        if answer:
            await self.memory.remember(peer, context_id, turn, text, answer)
        return said if aloud is None else aloud.end(said)

    async def _run(
        self, ctx: SkillContext, dialogue: Dialogue, toolbox: Toolbox, aloud: Aloud | None
    ) -> str:
        """What the model says when it has nothing more to have run."""
        on_text = None if aloud is None else aloud.say
        if ctx.grants:
            return await self._report(ctx, dialogue, toolbox, on_text)
        for _ in range(self.opened.settings.max_steps):
            completion = await dialogue.ask(toolbox.tools, on_text)
            if not completion.calls:
                return completion.text
            for call in completion.calls[:_MOST_CALLS]:
                dialogue.tell(call, await toolbox.use(ctx, call))
        dialogue.prompt.append(PromptMessage("user", _WIND_UP))
        return (await dialogue.ask(on_text=on_text)).text

    async def _report(
        self, ctx: SkillContext, dialogue: Dialogue, toolbox: Toolbox, on_text: OnText | None
    ) -> str:
        """Have done what a human approved, as it was asked for then, and say what came of it.

        No model has to ask for the same again, and none may ask for more: without one that answers
        the results are told as they are.
        """
        results = []
        for granted in ctx.grants:
            call = toolbox.call_of(granted)
            results.append(await toolbox.use(ctx, call))
            dialogue.tell(call, results[-1])
        dialogue.prompt.append(PromptMessage("user", _WIND_UP))
        try:
            return (await dialogue.ask(on_text=on_text)).text
        except (ModelUnavailable, BudgetSpent):
            return "\n".join(results)
