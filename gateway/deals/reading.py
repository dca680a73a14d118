"""A request read out of a sentence by a language model, which may understand more than rules do.

What it makes up is not taken: each figure that it names has to stand in the sentence, and each day
to be one that is still to come. Whatever it does, a person sees the draft before anyone is asked.
"""

from collections.abc import Set
from datetime import date
from typing import Any, Final

from gateway.chat.router.numbers import find_numbers
from gateway.core.errors import GatewayError
from gateway.core.json import Json, JsonObject
from gateway.deals.figures import read_measure
from gateway.skillkit import LanguageModel

_SHAPE: Final = {
    "subject": "string?",
    "quantity": "number?",
    "unit": "string?",
    "spec": [{"name": "string", "value": "string"}],
    "currency": "string?",
    "needed_by": "date?",
    "wanted": "integer?",
    "budget": "number?",
}
_INSTRUCTIONS: Final = """\
A buyer wrote what they want to request offers for. Read it into fields, and leave out every field \
that the text does not settle; make nothing up.
- subject: the thing or the service itself, without its quantity and its properties.
- quantity and unit: how many of what. currency: three letters. needed_by: the last day, as \
YYYY-MM-DD; today is {today}.
- spec: each property of the thing with a short lower-case name, such as colour, size, standard, \
from, to.
- wanted: how many offers are wished for. budget: the most that the whole may cost."""
_MOST_FIELDS: Final = 20
_MOST_NAME: Final = 64
_MOST_LETTERS: Final = 500


async def read_by_model(llm: LanguageModel, text: str, today: date) -> dict[str, Any]:
    """Under the names of a request's fields; nothing where the model cannot be asked."""
    try:
        read: Json = await llm.ask(_INSTRUCTIONS.format(today=today), text, shape=_SHAPE)
    except GatewayError:
        return {}
    figures = {number.value for number in find_numbers(text)}
    found: dict[str, Any] = {
        name: read[name]
        for name in ("quantity", "wanted", "budget")
        if read.get(name) in figures and read[name] >= 1
    }
    for name, most in (("subject", _MOST_LETTERS), ("unit", 32)):
        if isinstance(value := read.get(name), str) and 0 < len(value.strip()) <= most:
            found[name] = value.strip()
    if _is_currency(currency := read.get("currency")):
        found["currency"] = currency
    if isinstance(day := read.get("needed_by"), str) and day >= today.isoformat():
        found["needed_by"] = day
    if spec := _read_spec(read["spec"], text, figures):
        found["spec"] = spec
    return found


def _is_currency(code: Json) -> bool:
    return isinstance(code, str) and len(code) == 3 and code.isascii() and code.isupper()


def _read_spec(pairs: list[JsonObject], text: str, figures: Set[float]) -> dict[str, str]:
    """Without what the text does not say in the same words or figures."""
    said = _plain(text)
    spec: dict[str, str] = {}
    for pair in pairs[:_MOST_FIELDS]:
        name, value = "_".join(pair["name"].lower().split())[:_MOST_NAME], pair["value"].strip()
        measure = read_measure(value)
        is_said = _plain(value) in said or (measure is not None and measure[0] in figures)
        if name and value and len(value) <= _MOST_LETTERS and is_said:
            spec.setdefault(name, value)
    return spec


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
