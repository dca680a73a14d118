"""The 43 suppliers: three gateways of their own, and forty scripted servers in every shape.

A shape is how a supplier behaves, a tongue what it speaks; what the buyer must make of it is
written here, beside it, and held against what the buyer has at the end.
"""

from collections.abc import Iterator
from itertools import count
from typing import Final

from msgspec import Struct

QUOTES: Final = "phoenix-hamburg"
DECLINES: Final = "nordelec-stockholm"
REVIEWS: Final = "weidmann-malmo"
"""The three that are gateways: A quotes, B has too little in stock, C asks its human."""


class Scripted(Struct, frozen=True):
    """``seconds`` is how long it takes to answer, ``expected`` what its answer is to the buyer when
    the deal is settled. ``number`` gives it an address of its own.
    """

    number: int
    name: str
    tongue: str
    shape: str
    seconds: float
    expected: str

    @property
    def host(self) -> str:
        return f"127.0.1.{self.number}"

    @property
    def token(self) -> str:
        """What the buyer calls it with."""
        return f"token-of-{self.name}"


_EXPECTED: Final = {
    "quote": "quoted",
    "quote in words": "quoted",
    "quote later": "quoted",
    "quote by push": "quoted",
    "two days late": "counter",
    "spec": "declined",
    "geography": "declined",
    "minimum order": "declined",
    "review, then no": "declined",
    "long review": "pending_review",
    "wrong types": "invalid",
    "only words": "invalid",
    "half the fields": "invalid",
    "fails": "invalid",
    "asks back": "invalid",
    "hangs": "timed_out",
    "stops half-way": "timed_out",
    "busy": "unreachable",
    "locked": "unreachable",
    "gone": "unreachable",
}

_ROWS: Final = """
klemmtec-berlin        a2a-0.3    quote            0.4
rivard-lyon            responses  quote            5.2
terminal-direct        tasks      two days late    4.1
elkraft-oslo           a2a-1.0    quote later      1.0
nordkabel-turku        a2a-1.0    quote by push    1.0
sonepar-wien           native     quote in words   3.3
copper-and-co          native     spec             0.1
blockmaster            tasks      spec             2.2
rail-and-clip          a2a-0.3    spec             0.3
contacta-milano        a2a-1.0    spec             6.4
elektro-brno           responses  spec             7.0
voltaire-lille         flowwink   spec             3.8
iberclema              native     geography        0.2
conexia-porto          a2a-1.0    geography        4.6
sevilla-electrica      a2a-0.3    geography        0.1
bornes-bilbao          flowwink   geography        2.7
lusoclip               responses  geography        6.0
valencia-conecta       rest       geography        0.2
bulk-terminals         a2a-1.0    minimum order    0.1
mega-klemme            a2a-0.3    minimum order    5.5
container-electric     tasks      minimum order    3.1
wholesale-din          native     minimum order    0.4
pallet-parts           flowwink   minimum order    6.7
gross-und-gut          rest       minimum order    2.4
hanse-elektrik         a2a-1.0    review, then no  0.3
aalborg-el             a2a-0.3    review, then no  3.4
tallinn-trade          a2a-1.0    long review      0.2
riga-komponent         responses  long review      4.4
approx-electric        a2a-1.0    wrong types      0.2
chatty-components      native     only words       0.3
poet-of-poznan         responses  only words       5.8
half-a-form            a2a-0.3    half the fields  2.9
crashing-cables        a2a-1.0    fails            0.3
which-colour           a2a-0.3    asks back        0.2
sleepy-supplies        a2a-1.0    hangs            0
tar-pit-traders        native     hangs            0
cut-wire               a2a-1.0    stops half-way   0.3
overrun-oy             a2a-1.0    busy             0.1
locked-gates           a2a-0.3    locked           0.1
moved-away             native     gone             0
"""


def _read_rows() -> Iterator[Scripted]:
    numbers = count(1)
    for row in _ROWS.split("\n"):
        if row:
            name, tongue, *shape, seconds = row.split()
            said = " ".join(shape)
            number = next(numbers)
            yield Scripted(number, name, tongue, said, float(seconds), _EXPECTED[said])


SCRIPTED: Final = tuple(_read_rows())
EXPECTED: Final = {
    QUOTES: "quoted",
    DECLINES: "declined",
    REVIEWS: "pending_review",
    **{supplier.name: supplier.expected for supplier in SCRIPTED},
}
FEW: Final = ("quote", "two days late", "spec", "only words", "long review", "gone")
"""The shapes of a small cast, one supplier of each."""
