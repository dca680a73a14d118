"""A request drafted from a sentence, and what has still to be asked before it can be opened.

Nothing is kept between the questions: the same sentence with more answers makes a fuller draft, on
a terminal as over HTTP. A draft is only ever shown; a person opens it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct

from gateway.core.errors import InvalidParams, Violation
from gateway.core.json import Json, JsonObject
from gateway.deals.answers import QUESTIONS, Asker
from gateway.deals.directory import Directory
from gateway.deals.form import find_form
from gateway.deals.reading import read_by_model
from gateway.deals.request import AwardRule, read_request
from gateway.deals.sentence import MOST_LETTERS, read_sentence
from gateway.skillkit import LanguageModel

_WANTED: Final[int] = AwardRule.model_fields["wanted"].default
_AS_SAID: Final = ("subject", "spec", "quantity", "unit", "currency", "needed_by", "audience")
_MORE: Final = ("ref", "deadline", "message")


class Question(Struct, frozen=True):
    """``problem`` says why the answer that was given is none, "" where there was none."""

    field: str
    text: str
    problem: str = ""


class Draft(Struct, frozen=True):
    """``request`` is what ``read_request`` takes, once there are no ``questions`` left."""

    request: JsonObject
    questions: tuple[Question, ...]

    def write(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "request": dict(self.request),
            "questions": [
                {
                    "field": question.field,
                    "text": question.text,
                    **({"problem": question.problem} if question.problem else {}),
                }
                for question in self.questions
            ],
        }


async def draft(
    text: str,
    answers: Mapping[str, Json],
    today: date,
    directory: Directory,
    llm: LanguageModel | None = None,
) -> Draft:
    """``answers`` are by the questions' fields, as they were typed or as JSON; any other field of a
    request may be among them, and ``wanted`` and ``budget``.

    Raise InvalidParams for a text that is too long, for an answer to what is no field, and when
    everything is answered and still makes no request.
    """
    if len(text) > MOST_LETTERS:
        words = f"must have at most {MOST_LETTERS} characters"
        raise InvalidParams(f"the text {words}", violations=(Violation("text", words),))
    said = read_sentence(text, today)
    if llm is not None:
        said |= await read_by_model(llm, text, today)
    if (audience := directory.find(text)) is not None:
        said["audience"] = audience
    asker, problems = Asker(today, directory), dict[str, str]()
    for field, answer in answers.items():
        if answer in (None, ""):
            continue
        try:
            said |= asker.read(field, answer)
        except ValueError as error:
            said.pop(field, None)
            problems[field] = str(error)
    if (over := _find_past(said.get("needed_by"), today)) is not None:
        del said["needed_by"]
        problems.setdefault("needed_by", f"{over} is over; today is {today}")
    request = _write(text, said)
    asked = [*QUESTIONS, *(field for field in problems if field not in QUESTIONS)]
    questions = tuple(
        Question(field, QUESTIONS.get(field, f"What shall {field} be?"), problems.get(field, ""))
        for field in asked
        if field not in said or field in problems
    )
    if not questions:
        read_request(request)
    return Draft(request, questions)


def _write(text: str, said: JsonObject) -> dict[str, Any]:
    form = find_form(said.get("type", text))
    currency = said.get("currency") or ""
    made: dict[str, Any] = {"type": said.get("type", form.type), "skill": form.skill}
    made |= {name: said[name] for name in _AS_SAID if said.get(name)}
    made["response_schema"] = form.write_shape(currency)
    made["award"] = form.write_award(currency, said.get("wanted", _WANTED), said.get("budget"))
    # What was answered in full wins over what the form makes of the parts.
    return made | {
        name: said[name] for name in (*_MORE, "skill", "response_schema", "award") if said.get(name)
    }


def _find_past(day: Json, today: date) -> date | None:
    try:
        named = date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        return None
    return named if named is not None and named < today else None
