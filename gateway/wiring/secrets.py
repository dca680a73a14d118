"""What is kept or sent in secret: opened with the key that seals it."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from gateway.auth.credentials import Credentials
from gateway.auth.peer_safe import PeerSafe
from gateway.auth.secret_key import open_safe
from gateway.auth.secrets import Safe
from gateway.config import Settings, resolve_secret
from gateway.outbox import PushSafe
from gateway.store.base import TenantStore


class Secrets(Struct, frozen=True):
    """``resolve`` looks up what the config names, as ``env:NAME``."""

    safe: Safe
    push_safe: PushSafe
    peer_safe: PeerSafe
    credentials: Credentials
    resolve: Callable[[str], str]


async def open_secrets(
    settings: Settings, tenant: TenantStore, environ: Mapping[str, str]
) -> Secrets:
    """Raise a GatewayError where the key does not open what is sealed."""

    def resolve(ref: str) -> str:
        return resolve_secret(ref, environ, settings.folder)

    safe = open_safe(environ, settings.store.key_file, await tenant.sealed.list_seals())
    peer_safe = PeerSafe(safe, settings.agent.tenant)
    return Secrets(
        safe,
        PushSafe(safe, settings.agent.tenant),
        peer_safe,
        Credentials(peer_safe, resolve),
        resolve,
    )
