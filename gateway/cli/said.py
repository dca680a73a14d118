"""What was said in a task, as people read it: text as it is, data laid out."""

from gateway.cli.output import pretty, write_lines, write_text
from gateway.core.flatten import flatten
from gateway.core.message import DataPart, Part


def write_parts(title: str, parts: tuple[Part, ...]) -> None:
    """The parts under who said them, below a blank line."""
    write_lines("", title)
    for part in parts:
        text = pretty(part.data) if isinstance(part, DataPart) else flatten((part,))
        write_text(text, indent="  ")
