"""``@skill``: turn one Python function into a skill that peers can call."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_type_hints

from msgspec import Struct
from pydantic import BaseModel, Field, PydanticUserError, TypeAdapter, ValidationError

from gateway.core.errors import InvalidParams, SkillLoadError, Violation
from gateway.core.json import JsonObject
from gateway.core.message import Message
from gateway.core.peer import Peer
from gateway.core.skill import SKILL_NAME, Effect, Scope, Trust

ANY_OBJECT: Final[JsonObject] = {"type": "object", "additionalProperties": True}


class Skill(Struct, frozen=True):
    """A function with what the gateway needs to offer, check and run it.

    ``timeout`` is in seconds, None for the configured default. ``arguments`` is the pydantic model
    of the second parameter, None when the function takes the context alone. ``output_schema`` is
    None when the function's result is not a model. ``may_answer_directly`` when the function says
    that it may return a Message, and so make no task. ``handlers`` are the peers that carry it out
    in the function's place, as the config names them, and ``check`` raises InvalidParams for
    arguments that do not fit ``input_schema``, where no model says so.
    """

    name: str
    description: str
    function: Callable[..., Any]
    scope: Scope
    trust: Trust
    effect: Effect
    timeout: float | None
    tags: tuple[str, ...]
    examples: tuple[str, ...]
    arguments: type[BaseModel] | None
    input_schema: JsonObject
    output_schema: JsonObject | None
    is_async: bool
    may_answer_directly: bool
    source: Path
    handlers: tuple[str, ...] = ()
    check: Callable[[JsonObject], None] | None = None

    @property
    def is_external(self) -> bool:
        """Whether peers may reach it at all."""
        return self.scope != "internal"

    def is_open_to(self, peer: Peer) -> bool:
        """Whether the peer may have it run, by its scope and the peer's row."""
        return self.scope != "internal" and peer.may_call(self.name)

    def read_arguments(self, arguments: JsonObject) -> BaseModel | None:
        """The arguments as the skill's model; raise InvalidParams naming each wrong field."""
        if self.check is not None:
            self.check(arguments)
        if self.arguments is None:
            return None
        try:
            return self.arguments.model_validate(arguments)
        except ValidationError as error:
            raise InvalidParams(
                f"the arguments of {self.name} do not fit its schema",
                violations=tuple(_violation(problem) for problem in error.errors()),
            ) from None


class _Terms(BaseModel):
    """What is said in the decorator: a misspelled scope must not open an internal skill."""

    scope: Scope
    trust: Trust
    effect: Effect
    timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None
    tags: tuple[str, ...]
    examples: tuple[str, ...]


def skill(
    *,
    name: str = "",
    scope: Scope = "external",
    trust: Trust = "auto",
    effect: Effect = "at_least_once",
    timeout: float | None = None,
    tags: tuple[str, ...] = (),
    examples: tuple[str, ...] = (),
) -> Callable[[Callable[..., Any]], Skill]:
    """Declare a skill: ``async def get_quote(ctx: SkillContext, args: QuoteArgs) -> Quote``.

    The docstring is the text on the card; the two pydantic models give the schemas. ``args`` may
    be left out: any object is then accepted and found in ``ctx.arguments``. A plain ``def`` runs
    in a thread. Raise SkillLoadError when the function cannot be a skill.
    """

    def declare(function: Callable[..., Any]) -> Skill:
        own_name = name or function.__name__
        if not SKILL_NAME.fullmatch(own_name):
            raise SkillLoadError(f"{own_name!r} is not a skill name: use letters, digits, . _ -")
        description = inspect.getdoc(function)
        if not description:
            raise SkillLoadError(f"{own_name} has no docstring: peers read it on the card")
        terms = _read_terms(
            own_name,
            scope=scope,
            trust=trust,
            effect=effect,
            timeout=timeout,
            tags=tags,
            examples=examples,
        )
        arguments = _arguments_model(function, own_name)
        return Skill(
            name=own_name,
            description=description,
            function=function,
            scope=terms.scope,
            trust=terms.trust,
            effect=terms.effect,
            timeout=terms.timeout,
            tags=terms.tags or ("general",),
            examples=terms.examples,
            arguments=arguments,
            input_schema=arguments.model_json_schema() if arguments else ANY_OBJECT,
            output_schema=_output_schema(function),
            is_async=inspect.iscoroutinefunction(function),
            may_answer_directly=_may_return_message(function),
            source=Path(inspect.getsourcefile(function) or "<unknown>"),
        )

    return declare


def _read_terms(name: str, **told: Any) -> _Terms:
    try:
        return _Terms(**told)
    except ValidationError as error:
        wrong = _violation(error.errors()[0])
        must = wrong.description.replace("Input should", "must")
        raise SkillLoadError(f"{name}: {wrong.field}: {must}") from None


def _arguments_model(function: Callable[..., Any], name: str) -> type[BaseModel] | None:
    parameters = list(inspect.signature(function).parameters)
    if len(parameters) not in (1, 2):
        raise SkillLoadError(f"{name} must take (ctx) or (ctx, args), not {len(parameters)} values")
    if len(parameters) == 1:
        return None
    model = get_type_hints(function).get(parameters[1])
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise SkillLoadError(f"{name}: annotate {parameters[1]} with a pydantic model")
    return model


def _output_schema(function: Callable[..., Any]) -> JsonObject | None:
    result = get_type_hints(function).get("return")
    if result in (None, str, dict, Any) or _holds_protocol_values(result):
        return None
    try:
        return TypeAdapter(result).json_schema()
    except PydanticUserError as error:
        raise SkillLoadError(f"the result {result} has no JSON Schema: {error}") from None


def _holds_protocol_values(hint: Any) -> bool:
    """Whether it is, or is made of, messages, artifacts or parts: they are no data of a schema."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        return True
    return any(_holds_protocol_values(inner) for inner in get_args(hint))


def _may_return_message(function: Callable[..., Any]) -> bool:
    result = get_type_hints(function).get("return")
    return Message in (result, *get_args(result))


def _violation(problem: Any) -> Violation:
    path = ".".join(str(step) for step in problem["loc"]) or "arguments"
    return Violation(path, problem["msg"])
