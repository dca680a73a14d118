"""Regular expressions of the operator, over what strangers write: RE2, which takes linear time.

The only door to the library. What RE2 cannot compile, look-around and back-references among it, is
refused when it is read (SECURITY: C6).
"""

from dataclasses import dataclass, field
from typing import Any, Final

MAX_LENGTH: Final = 1000
_MAX_MEMORY: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Pattern:
    """``text`` as it was written; upper and lower case are the same to it."""

    text: str
    _compiled: Any = field(compare=False, repr=False)

    def is_in(self, text: str) -> bool:
        """Whether it matches anywhere in the text."""
        try:
            return self._compiled.search(text) is not None
        except UnicodeEncodeError:
            return False


def compile_pattern(text: str) -> Pattern:
    """Raise ValueError for what RE2 does not compile, or what is too long."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"must not be longer than {MAX_LENGTH} characters")
    # The library takes two megabytes, and few configs have a pattern.
    import re2  # noqa: PLC0415

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = _MAX_MEMORY
    try:
        return Pattern(text, re2.compile(text, options))
    except (re2.error, UnicodeEncodeError):
        raise ValueError("is not a regular expression that RE2 can compile") from None
