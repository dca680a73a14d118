"""One token, from one of two headers, or nothing."""

import pytest

from gateway.auth import read_credential
from gateway.core.errors import InvalidRequest, Unauthenticated


@pytest.mark.parametrize(
    ("authorization", "api_key"),
    [(["Bearer t"], []), (["bearer t"], []), ([], ["t"]), (["Bearer t"], ["t"])],
)
def test_the_token_comes_from_either_header(authorization: list[str], api_key: list[str]) -> None:
    assert read_credential(authorization, api_key) == "t"


@pytest.mark.parametrize(
    ("authorization", "api_key"),
    [
        ([], []),
        ([""], []),
        (["Bearer"], []),
        (["Bearer  "], []),
        (["Basic dDp0"], []),
        (["t"], []),
        (["Bearer t\u00e9"], []),
        (["Bearer " + "t" * 4096], []),
        (["Bearer \u00a0t"], []),
        (["Bearer t"], ["u"]),
        (["Bearer t"], ["\u00e9"]),
        (["Bearer t"], ["t\udcff"]),
        (["Bearer t"], [""]),
        ([], [""]),
    ],
)
def test_everything_else_is_unauthenticated(authorization: list[str], api_key: list[str]) -> None:
    with pytest.raises(Unauthenticated):
        read_credential(authorization, api_key)


@pytest.mark.parametrize(
    ("authorization", "api_key"), [(["Bearer t", "Bearer t"], []), ([], ["t", "t"])]
)
def test_a_header_that_came_twice_is_a_bad_request(
    authorization: list[str], api_key: list[str]
) -> None:
    with pytest.raises(InvalidRequest):
        read_credential(authorization, api_key)
