"""What the policies may look at, read once for each call."""

from msgspec import Struct

from gateway.skillkit.declare import Skill


class Facts(Struct, frozen=True):
    """``skill_name`` is what the call asks for, "" where a rule of ours led it somewhere; ``skill``
    is None when there is none.

    ``max_hops`` is how many calls a chain may have, ``input_modes`` the media types that files may
    be of, () for any.
    """

    skill_name: str
    skill: Skill | None
    max_hops: int
    input_modes: tuple[str, ...]
