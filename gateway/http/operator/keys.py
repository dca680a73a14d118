"""The keys that sign our card: which there are, a new one, and the end of one.

They and all other secrets of the store are sealed, and are sealed anew here too.
"""

from typing import Any, Final

from aiohttp import web

from gateway.auth.signing import Algorithm
from gateway.core.clock import iso_from_ms
from gateway.core.json import JsonObject, decode
from gateway.dialects.lenient.fields import read_name, wrong
from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_query
from gateway.http.operator.refuse import absent
from gateway.http.operator_call import read_body_object
from gateway.http.respond import json_response
from gateway.store.signing import SigningKey
from gateway.wiring.reseal import reseal

_NO_KEY: Final = "no key has this kid"


async def list_keys(request: web.Request) -> web.Response:
    """Oldest first; retired ones too."""
    read_query(request)
    keys = request.app[SERVICES].ring.keys
    return json_response({"keys": [_write(key) for key in keys]})


async def add_key(request: web.Request) -> web.Response:
    """``{algorithm?}`` → the new key, which signs from now on."""
    services = request.app[SERVICES]
    key = await services.ring.add(_read_algorithm(await read_body_object(request)))
    services.log.info("signing_key_added", kid=key.kid, algorithm=key.algorithm)
    return json_response(_write(key))


async def retire_key(request: web.Request) -> web.Response:
    """The key, which signs no more; one that was retired before stays as it is."""
    services = request.app[SERVICES]
    key = services.ring.find(request.match_info["kid"])
    if key is None:
        return absent(_NO_KEY)
    services.log.info("signing_key_retired", kid=key.kid)
    return json_response(_write(await services.ring.retire(key)))


async def remove_key(request: web.Request) -> web.Response:
    """Forget it: what it signed is trusted no more by those who look at our keys."""
    services = request.app[SERVICES]
    key = services.ring.find(request.match_info["kid"])
    if key is None:
        return absent(_NO_KEY)
    await services.ring.remove(key)
    services.log.info("signing_key_removed", kid=key.kid)
    return json_response(_write(key))


async def reseal_all(request: web.Request) -> web.Response:
    """Seal every secret of the store with the key that seals now; raise SecretError."""
    read_query(request)
    services = request.app[SERVICES]
    count = await reseal(services.tenant, services.safe, services.live.settings.agent.tenant)
    services.log.info("secrets_resealed", count=count)
    return json_response({"resealed": count})


def _read_algorithm(wire: JsonObject) -> Algorithm:
    try:
        return Algorithm(read_name(wire, "algorithm") or Algorithm.ES256)
    except ValueError:
        raise wrong("algorithm", f"must be one of {', '.join(Algorithm)}") from None


def _write(key: SigningKey) -> dict[str, Any]:
    """``public`` is what peers pin."""
    return {
        "kid": key.kid,
        "algorithm": key.algorithm,
        "created_at": iso_from_ms(key.created_at),
        "retired_at": iso_from_ms(key.retired_at) if key.retired_at is not None else None,
        "public": decode(key.public.encode()),
    }
