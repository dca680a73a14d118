"""An automation that runs a skill of ours."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.automations.deed import Done, Hopeless, Run
from gateway.automations.own_skills import OwnSkills
from gateway.core.errors import GatewayError, PeerInactive, Unavailable
from gateway.core.json import Json, JsonObject
from gateway.core.message import Part
from gateway.core.message_document import write_part
from gateway.core.task import TaskState
from gateway.core.template import fill
from gateway.runner.failure import SkillFailed, SkillTimeout
from gateway.skillkit.outcome import Ask, AskToLogIn, Decline, PassOn, Reject, SkillEnding

_PASSING: Final = (SkillFailed, SkillTimeout, PeerInactive)


class NotDone(Unavailable):
    """The skill did not come to its end."""

    reason = "NOT_DONE"


class MaybeDone(Hopeless):
    """This must not run twice, and may have been done."""

    reason = "MAYBE_DONE"


class SkillDeed(Struct, frozen=True):
    skills: OwnSkills

    def prepare(self, run: Run) -> JsonObject:
        return {"arguments": fill(run.row.arguments, run.fields)}

    async def do(self, run: Run) -> Done:
        """What the skill decides is an outcome; what it asks is none, for nobody answers."""
        skill = self.skills.get(run.row.skill or "")
        arguments = fill(run.row.arguments, run.fields)
        skill.read_arguments(arguments)
        if skill.effect == "at_most_once" and run.was_cut_off:
            raise MaybeDone(skill.name)
        try:
            result = await self.skills.run(skill, arguments, run.delivery.id)
        except SkillEnding as ending:
            done = _write_ending(ending)
            told = self.skills.notices_of(skill, run.delivery.id, arguments, ending.state)
            return replace(done, writes=told)
        except Hopeless:
            raise
        except GatewayError as error:
            if skill.effect == "at_most_once":
                raise MaybeDone(f"{skill.name}: {error.message}") from error
            if isinstance(error, _PASSING):
                raise NotDone(error.message) from error
            raise
        state = TaskState.COMPLETED
        told = self.skills.notices_of(skill, run.delivery.id, arguments, state)
        return Done({"result": _write_parts(result)}, told)


def _write_ending(ending: SkillEnding) -> Done:
    match ending:
        case Decline():
            return Done({"status": "declined", "reason": ending.reason, **ending.data})
        case Reject():
            return Done({"status": "rejected", "reason": ending.reason})
        case PassOn(state=TaskState.COMPLETED):
            return Done({"result": _write_parts(ending.parts)})
        case PassOn(state=TaskState.REJECTED):
            return Done({"status": "rejected", "result": _write_parts(ending.parts)})
        case Ask():
            raise Hopeless(f"it asks, and nobody is there to answer: {ending.question}")
        case AskToLogIn():
            raise Hopeless(f"it asks for a login, and nobody is there: {ending.request}")
        case _:
            raise Hopeless(f"it ended as {ending.state.value}")


def _write_parts(parts: tuple[Part, ...]) -> list[Json]:
    return [write_part(part) for part in parts]
