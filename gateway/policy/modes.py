"""A file of a media type that the operator does not take is refused (A2A 1.0.1, section 3.1.1).

Text and JSON are in no file: what is said in them is the skill's own affair.
"""

from gateway.core.call import SendMessage
from gateway.core.errors import ContentTypeNotSupported
from gateway.core.message import RawPart, UrlPart
from gateway.core.peer import AuthenticatedPeer
from gateway.policy.facts import Facts


def check_modes(_caller: AuthenticatedPeer, call: SendMessage, facts: Facts) -> None:
    """Raise ContentTypeNotSupported; a file that does not say of what type it is is taken."""
    modes = facts.input_modes
    if not modes:
        return
    for part in call.message.parts:
        if not isinstance(part, RawPart | UrlPart) or not part.media_type:
            continue
        if not any(_is_of(part.media_type, mode) for mode in modes):
            raise ContentTypeNotSupported(f"{part.media_type!r}; send {', '.join(modes)}")


def _is_of(media_type: str, mode: str) -> bool:
    """Whether the mode, which may be ``image/*``, names the type; their parameters say nothing."""
    kind, _, name = _bare(media_type).partition("/")
    wanted_kind, _, wanted = _bare(mode).partition("/")
    return wanted_kind in ("*", kind) and wanted in ("*", name)


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
