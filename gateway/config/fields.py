"""The kinds of value that a config holds, each with the check that a type cannot state.

No message repeats the value that was refused: it may be a secret in the wrong place. For a value
that may be left out, an empty string is the same.
"""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, ValidationInfo

from gateway.config.url import URL_LETTERS, is_loopback, split_url
from gateway.core.pattern import compile_pattern
from gateway.core.peer import OWN_NAME
from gateway.core.skill import SKILL_NAME, read_handler

SECRET_REF: Final = re.compile(r"(env):([A-Za-z_][A-Za-z0-9_]*)|(file):(.+)")

STORED: Final = "stored"
"""The reference to the token that the store keeps for a peer, sealed."""

SQLITE_FILE: Final = "sqlite:///"

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"\*/\*|[a-z0-9][!-~]*/[a-z0-9*][!-~]*")


def _check_name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError("must be 1 to 64 of a-z 0-9 . _ - and begin with a letter or digit")
    return value


def _check_caller(value: str) -> str:
    return value if value == OWN_NAME else _check_name(value)


def _check_url(value: str) -> str:
    if value:
        split_url(value)
    return value


def _check_hook_url(value: str) -> str:
    if value:
        url = split_url(value)
        if url.scheme == "http" and not is_loopback(url.hostname or ""):
            raise ValueError("must begin with https://; http:// is for this machine alone")
    return value


def _check_base_url(value: str) -> str:
    if "?" in value:
        raise ValueError("must not have a query")
    return _check_url(value).rstrip("/")


def _check_endpoint(value: str) -> str:
    if not value.startswith("/"):
        return _check_url(value)
    if not URL_LETTERS.fullmatch(value):
        raise ValueError("must be a path or a URL in ASCII, without spaces")
    return value


def _check_media_type(value: str) -> str:
    if not _MEDIA_TYPE.fullmatch(value):
        raise ValueError("must be a media type such as text/plain")
    return value


def _check_not_empty(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("must not be empty")
    return values


def _check_network(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value))
    except ValueError:
        raise ValueError("must be a network such as 10.0.0.0/8, without host bits") from None


def _check_sha256(value: str) -> str:
    if not _SHA256.fullmatch(value.lower()):
        raise ValueError("must be a SHA-256 in 64 hexadecimal digits")
    return value.lower()


def _check_argon2id(value: str) -> str:
    if value and not value.startswith("$argon2id$"):
        raise ValueError("must be an argon2id hash; `peergate init` makes one")
    return value


def _check_secret_ref(value: str) -> str:
    if value and not SECRET_REF.fullmatch(value):
        raise ValueError("must be env:NAME or file:PATH, never the secret itself")
    return value


def _check_skill_name(value: str) -> str:
    if not SKILL_NAME.fullmatch(value):
        raise ValueError("must be 1 to 64 letters, digits, . _ - and begin with a letter or digit")
    return value


def _check_handler(value: str) -> str:
    read_handler(value)
    return value


def _check_regex(value: str) -> str:
    if value:
        compile_pattern(value)
    return value


def _check_token_ref(value: str) -> str:
    return value if value == STORED else _check_secret_ref(value)


def _check_number(value: Any) -> Any:
    # To pydantic true is 1, and so would be the bound that it was written for.
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


def _check_moment(value: Any) -> Any:
    # To pydantic a number is seconds since 1970: a token would be dead without a word.
    if isinstance(value, (int, float)):
        raise ValueError("must be a time with its zone, such as 2027-01-31T12:00:00Z")
    return value


def _beside_config(value: Path, info: ValidationInfo) -> Path:
    return _folder(info) / value


def _sqlite_beside_config(value: str, info: ValidationInfo) -> str:
    name = value.removeprefix(SQLITE_FILE)
    return value if name == value else f"{SQLITE_FILE}{_folder(info) / name}"


def _folder(info: ValidationInfo) -> Path:
    """The folder against which relative paths are read: the config file's own."""
    return Path((info.context or {}).get("folder", ""))


Name = Annotated[str, AfterValidator(_check_name)]
CallerName = Annotated[str, AfterValidator(_check_caller)]
SkillName = Annotated[str, AfterValidator(_check_skill_name)]
HandlerRef = Annotated[str, AfterValidator(_check_handler)]
Regex = Annotated[str, AfterValidator(_check_regex)]
Text = Annotated[str, Field(min_length=1)]
MediaType = Annotated[str, AfterValidator(_check_media_type)]
MediaTypes = Annotated[tuple[MediaType, ...], AfterValidator(_check_not_empty)]
Url = Annotated[str, AfterValidator(_check_url)]
HookUrl = Annotated[str, AfterValidator(_check_hook_url)]
BaseUrl = Annotated[str, AfterValidator(_check_base_url)]
Endpoint = Annotated[str, AfterValidator(_check_endpoint)]
Network = Annotated[str, AfterValidator(_check_network)]
Sha256 = Annotated[str, AfterValidator(_check_sha256)]
Argon2id = Annotated[str, AfterValidator(_check_argon2id)]
SecretRef = Annotated[str, AfterValidator(_check_secret_ref)]
TokenRef = Annotated[str, AfterValidator(_check_token_ref)]
LocalPath = Annotated[Path, AfterValidator(_beside_config)]
StoreUrl = Annotated[str, AfterValidator(_sqlite_beside_config)]
Whole = Annotated[int, BeforeValidator(_check_number)]
Number = Annotated[float, BeforeValidator(_check_number)]
Moment = Annotated[AwareDatetime, BeforeValidator(_check_moment)]
Count = Annotated[Whole, Field(gt=0)]
Days = Annotated[Whole, Field(gt=0, le=36_500)]
Seconds = Annotated[Number, Field(gt=0, le=365 * 24 * 3600, allow_inf_nan=False)]
Price = Annotated[Number, Field(ge=0, allow_inf_nan=False)]
