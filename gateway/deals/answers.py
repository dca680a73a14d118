"""What is asked for to complete a request, and how an answer to each question is read."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct

from gateway.chat.router.numbers import find_numbers
from gateway.core.errors import InvalidParams, Violation
from gateway.core.json import Json, JsonObject
from gateway.deals.directory import Directory
from gateway.deals.request import DealRequest
from gateway.deals.sentence import find_currency
from gateway.deals.spec import read_spec
from gateway.deals.when import find_day

QUESTIONS: Final[Mapping[str, str]] = {
    "subject": "What is needed?",
    "quantity": "How many, and of which unit? (`none` where it cannot be counted)",
    "currency": "In which currency shall prices be, such as SEK or EUR? (`none` for any)",
    "needed_by": "By which day is it needed, such as 2027-04-28? (`none` where it does not matter)",
    "audience": "Who shall be asked: peers by name, `tag:NAME`, `skill:NAME`, or `all`?",
}
"""Asked in this order, of what the sentence leaves open."""

_CODE: Final = re.compile(r"[A-Z]{3}")
_NONE: Final = frozenset({"none", "no", "n/a", "-", "any", "skip", "does not matter"})
_MAY_BE_NONE: Final = frozenset({"quantity", "currency", "needed_by"})
_TEXTS: Final = frozenset({"type", "currency"})
_EXTRA: Final = frozenset({"wanted", "budget"})


class Asker(Struct, frozen=True):
    """Reads answers as they are typed; ``today`` is the day that dates without a year follow."""

    today: date
    directory: Directory

    def read(self, field: str, answer: Json) -> dict[str, Any]:
        """What the answer says, by the fields of a request; None for what shall be none.

        Raise ValueError, which says what to write, and InvalidParams where there is no such field.
        """
        if field not in DealRequest.model_fields and field not in _EXTRA:
            known = ", ".join(sorted({*DealRequest.model_fields, *_EXTRA}))
            raise InvalidParams(
                f"no answer is called {field!r}; they are: {known}",
                violations=(Violation(f"answers.{field}", "is no field of a request"),),
            )
        if not isinstance(answer, str):
            if field in _TEXTS:
                raise ValueError("it must be a text")
            return {field: answer}
        text = " ".join(answer.split())
        if field in _MAY_BE_NONE and text.casefold().rstrip(".!") in _NONE:
            return {field: None}
        return dict(_READERS.get(field, _as_it_is(field))(self, text))

    def quantity(self, text: str) -> JsonObject:
        numbers = find_numbers(text)
        if len(numbers) != 1 or numbers[0].value <= 0:
            raise ValueError(f"{text!r} is not one number, such as `4000 pieces`")
        unit = numbers[0].unit
        return {"quantity": numbers[0].value, **({"unit": unit} if unit else {})}

    def currency(self, text: str) -> JsonObject:
        code = find_currency(text.upper()) or text.upper()
        if _CODE.fullmatch(code) is None:
            raise ValueError(f"{text!r} is no currency; write its three letters, such as SEK")
        return {"currency": code}

    def needed_by(self, text: str) -> JsonObject:
        day = find_day(text, self.today) or find_day(f"by {text}", self.today)
        if day is None:
            raise ValueError(f"{text!r} is no day; write it as 2027-04-28")
        return {"needed_by": day.isoformat()}

    def audience(self, text: str) -> JsonObject:
        return {"audience": self.directory.read(text)}

    def spec(self, text: str) -> JsonObject:
        return {"spec": read_spec(text, self.today)}

    def wanted(self, text: str) -> JsonObject:
        return {"wanted": int(self._number(text))}

    def budget(self, text: str) -> JsonObject:
        return {"budget": self._number(text)}

    def _number(self, text: str) -> float:
        numbers = find_numbers(text)
        if len(numbers) != 1 or numbers[0].value < 1:
            raise ValueError(f"{text!r} is not one number")
        return numbers[0].value


_Reader = Callable[[Asker, str], JsonObject]
_READERS: Final[Mapping[str, _Reader]] = {
    "quantity": Asker.quantity,
    "currency": Asker.currency,
    "needed_by": Asker.needed_by,
    "audience": Asker.audience,
    "spec": Asker.spec,
    "wanted": Asker.wanted,
    "budget": Asker.budget,
}


def _as_it_is(field: str) -> _Reader:
    return lambda _, text: {field: text}
