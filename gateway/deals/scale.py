"""What share of the best figure another one is: between 0 and 1, of no unit and no currency.

No absurd figure may make all the others alike. One that is bad moves none of them, and what is more
than twice as good as the middle one is not taken for the best: the bound is, so that an offer that
betters its own figure never lifts another one by it. What is below 0 counts as 0.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median

from msgspec import Struct

from gateway.deals.figures import write_figure


class Scale(Struct, frozen=True):
    """``figures`` are all of them, the least first. ``bound`` is "" where the ``best`` is one of
    them, else what it is."""

    figures: Sequence[Decimal]
    is_lower_better: bool
    best: Fraction
    bound: str

    def share_of(self, figure: Decimal) -> Fraction:
        own = _counted(figure)
        if self.is_lower_better:
            return Fraction(1) if own <= self.best else self.best / own
        return min(Fraction(1), own / self.best) if self.best else Fraction(own > 0)

    def count_worse(self, figure: Decimal) -> int:
        """How many figures are worse than this one."""
        if self.is_lower_better:
            return len(self.figures) - bisect_right(self.figures, figure)
        return bisect_left(self.figures, figure)

    def say_best(self) -> str:
        best = write_figure(Decimal(self.best.numerator) / Decimal(self.best.denominator))
        return f"best {best}, {self.bound}" if self.bound else f"best {best}"


def find_scale(figures: Iterable[Decimal], *, is_lower_better: bool) -> Scale:
    known = sorted(figures)
    counted = [_counted(figure) for figure in known] or [Fraction(0)]
    if is_lower_better:
        best, bound, words = counted[0], median(counted) / 2, "half the middle"
        is_bound = best < bound
    else:
        best, bound, words = counted[-1], median(counted) * 2, "twice the middle"
        is_bound = best > bound
    if is_bound:
        return Scale(known, is_lower_better, bound, words)
    return Scale(known, is_lower_better, best, "")


def _counted(figure: Decimal) -> Fraction:
    return max(Fraction(0), Fraction(figure))
