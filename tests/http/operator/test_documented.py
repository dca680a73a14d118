"""docs/operator.md tells of every endpoint, and of no other."""

import re
from pathlib import Path

from gateway.http.operator import OPERATOR_ENDPOINTS
from gateway.http.operator_api import PREFIX

DOC = Path(__file__).parents[3] / "docs" / "operator.md"
ROW = re.compile(r"^\| ((?:`[A-Z]+[^`]*`(?:, )?)+) \|", re.MULTILINE)


def documented() -> set[tuple[str, str]]:
    """(method, path) of each row; a method alone has the path that follows it."""
    found: set[tuple[str, str]] = set()
    for row in ROW.findall(DOC.read_text()):
        methods: list[str] = []
        for method, path in re.findall(r"`([A-Z]+) ?([^`]*)`", row):
            methods.append(method)
            if path:
                found |= {(each, path) for each in methods}
                methods = []
    return found


def test_the_table_is_the_routes() -> None:
    served = {
        (method, path.removeprefix(PREFIX))
        for endpoint in OPERATOR_ENDPOINTS
        for method in endpoint.methods
        for path in endpoint.paths
    }
    assert documented() == served
