"""Seal all that is stored with the key that seals now, so that no older key is needed any more."""

from typing import Final

from gateway.auth.secrets import Safe
from gateway.core.errors import SecretError
from gateway.store.base import TenantStore
from gateway.store.sealed import Resealed, SealedValue

_AT_ONCE: Final = 200


async def reseal(store: TenantStore, safe: Safe, tenant: str) -> int:
    """Return how many values had another seal; raise SecretError for one that does not open.

    What was done before that, or before a crash, stays done.
    """
    count = 0
    while values := await store.sealed.list_others(safe.seal_of_now, _AT_ONCE):
        await store.sealed.replace([_seal_again(safe, tenant, value) for value in values])
        count += len(values)
    return count


def _seal_again(safe: Safe, tenant: str, value: SealedValue) -> Resealed:
    place = "/".join((tenant, *value.place))
    try:
        return Resealed(value, safe.seal(safe.open(value.sealed, place), place))
    except SecretError as error:
        raise SecretError(f"{place}: {error.detail}") from None
