"""How a skill's author tells where a text speaks of a value: ``Annotated[str, Mentions(find)]``."""

from collections.abc import Callable, Sequence

from msgspec import Struct


class Mentions(Struct, frozen=True):
    """``find`` gives the values that a text names, such as the products of a catalogue.

    With it, free text can be turned into arguments where no language model is: a field of which a
    text names one value gets that value. ``find`` must be quick and must not raise.
    """

    find: Callable[[str], Sequence[str]]
