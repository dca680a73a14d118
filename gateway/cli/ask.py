"""``peergate ask``: a request to many from a sentence, completed by questions and then opened."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.deal.open import show_opened
from gateway.cli.errors import Refused
from gateway.cli.moments import local_day
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import printable, write_error, write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table
from gateway.deals.figures import write_span
from gateway.deals.request import DealRequest, read_request
from gateway.deals.say import say_value


def ask(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is needed, in a sentence.")],
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=ANSWER", help="An answer; may be repeated."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Open it without asking.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until all have answered, or their time is up.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draft a request from a sentence, ask for what is missing, and open it when you say so.

    Where nobody can be asked, because this is no terminal or --json is given, what is missing is
    named and the exit code is 1; --json without --yes writes the draft and opens nothing.
    """
    answers = _read_answers(given or [])
    is_talk = sys.stdin.isatty() and not as_json
    draft: Any = _draft(config, store, text, answers)
    while draft["questions"] and is_talk:
        answers |= {question["field"]: _ask(question) for question in draft["questions"]}
        draft = _draft(config, store, text, answers)
    if as_json and not yes:
        write_json(draft)
    if draft["questions"]:
        raise Refused(_say_missing(draft["questions"]))
    if as_json and not yes:
        return
    request = draft["request"]
    if not as_json:
        _show(read_request(request))
    if not yes and not (is_talk and typer.confirm("Ask them?", default=True, err=True)):
        raise Refused("nobody was asked" if is_talk else "nobody was asked; --yes opens it")
    show_opened(config, store, request, waits=wait, as_json=as_json)


def _draft(config: Path, store: str | None, text: str, answers: dict[str, str]) -> Any:
    body = {"text": text, "answers": answers}
    return operate(config, store, lambda gateway: gateway.post("deals", "draft", body=body))


def _ask(question: Any) -> str:
    if "problem" in question:
        write_error(question["problem"])
    answer: str = typer.prompt(printable(question["text"]), err=True)
    return answer


def _read_answers(given: list[str]) -> dict[str, str]:
    answers = {}
    for said in given:
        field, equals, answer = said.partition("=")
        if not equals or not field:
            raise typer.BadParameter("must be FIELD=ANSWER", param_hint="--set")
        answers[field.strip()] = answer.strip()
    return answers


def _say_missing(questions: Any) -> str:
    lines = ["the request is not complete; answer with --set FIELD=ANSWER:"]
    for question in questions:
        problem = f" ({question['problem']})" if "problem" in question else ""
        lines.append(f"  {question['field']}: {question['text']}{problem}")
    return "\n".join(lines)


def _show(request: DealRequest) -> None:
    audience = request.audience
    asked = [
        *audience.peers,
        *(f"tag:{tag}" for tag in audience.tags),
        *(f"skill:{skill}" for skill in audience.skills),
        *(["all"] if audience.all else []),
    ]
    facts = {
        "type": request.type,
        "reference": request.ref or "made when it is opened",
        "subject": request.subject,
        "quantity": f"{say_value(request.quantity and float(request.quantity))} {request.unit}",
        "spec": say_value(request.spec),
        "currency": request.currency,
        "needed by": str(request.needed_by or ""),
        "answers by": _say_deadline(request),
        "asked": ", ".join(asked),
        "skill": request.skill,
        "answer": say_value(request.response_schema),
        "ranked by": ", ".join(_say_rule(request)),
    }
    shown = ((name, value.strip()) for name, value in facts.items())
    write_table(("FIELD", "VALUE"), ((name, value) for name, value in shown if value))
    write_lines("")


def _say_deadline(request: DealRequest) -> str:
    deadline = request.deadline
    if isinstance(deadline, datetime):
        return local_day(deadline.isoformat())
    return f"{write_span(deadline // timedelta(milliseconds=1))} from when it is opened"


def _say_rule(request: DealRequest) -> list[str]:
    award = request.award
    told = [f"{weight.better} {weight.field} {weight.weight:g}" for weight in award.weights]
    if award.delivery:
        told.append(f"earlier {award.delivery_field} {award.delivery:g}")
    if award.reliability:
        told.append(f"reliability {award.reliability:g}")
    return told or [f"lower {award.price_field}"]
