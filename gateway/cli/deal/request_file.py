"""The file of a request to many, TOML or JSON, read and checked before any gateway hears of it."""

import sys
import tomllib
from pathlib import Path
from typing import Any, Final

from gateway.cli.errors import Refused
from gateway.core.errors import InvalidParams, ParseError
from gateway.core.json import decode
from gateway.deals.request import DealRequest, read_request

STDIN: Final = Path("-")


def read_request_file(path: Path) -> DealRequest:
    """The request; raise Refused, which names each field that is wrong, one a line.

    ``-`` is standard input. A name that ends in ``.json`` or ``.toml`` says what it is; of others
    the first character does.
    """
    name = "standard input" if path == STDIN else str(path)
    try:
        return read_request(_parse(path, _read(path, name), name))
    except InvalidParams as error:
        if not error.violations:
            raise
        wrong = (f"  {problem.field}: {problem.description}" for problem in error.violations)
        raise Refused("\n".join((f"{name} is no request that can be sent:", *wrong))) from None


def _read(path: Path, name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        return data.decode()
    except FileNotFoundError:
        raise Refused(f"there is no file {name}") from None
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Refused(f"{name} is not UTF-8") from None


def _parse(path: Path, text: str, name: str) -> Any:
    is_json = path.suffix == ".json" or (path.suffix != ".toml" and text.lstrip()[:1] == "{")
    try:
        return decode(text.encode()) if is_json else tomllib.loads(text)
    except ParseError as error:
        raise Refused(f"{name} is not JSON: {error.detail}") from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"{name} is not TOML: {error}") from None
