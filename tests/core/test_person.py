"""Whose name stands for one person, and whose for whoever came by a door."""

import pytest

from gateway.core.person import OPERATOR, SENDER, is_person, name_local


@pytest.mark.parametrize("name", ["anna", "bo_dy", "local-hero", "operators"])
def test_a_name_of_a_token_is_a_person(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("name", [OPERATOR, SENDER, name_local("anna"), name_local("")])
def test_a_door_is_no_person(name: str) -> None:
    assert not is_person(name)
