"""docs/protocol.md says what the registries say."""

import pytest

from gateway.dialects import DIALECTS
from tests.protocol_page import BINDINGS, PAGE, refreshed


def test_the_tables_are_those_of_the_registries() -> None:
    page = PAGE.read_text()
    assert page == refreshed(page), "run: python -m tests.protocol_page"


def test_every_binding_has_its_table() -> None:
    assert {dialect.binding for dialect in DIALECTS} == set(BINDINGS)


def test_a_page_without_a_place_for_a_table_is_refused() -> None:
    with pytest.raises(SystemExit, match="operations"):
        refreshed("# Protocol\n")
