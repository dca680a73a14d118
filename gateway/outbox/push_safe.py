"""A push notification config as it is stored, and back.

Apart because here alone its token and its credentials are sealed and opened, both in one piece that
is bound to the config's row. The token is a secret too: it signs what we send.
"""

from msgspec import Struct

from gateway.auth.secrets import Safe
from gateway.core.json import decode, encode
from gateway.core.push import PushConfig
from gateway.store.push import PushRecord


class PushSafe(Struct, frozen=True):
    safe: Safe
    tenant: str

    def seal(self, config: PushConfig, *, peer: str, dialect: str, at: int) -> PushRecord:
        """The config as it is stored; ``at`` is when it is made, in milliseconds."""
        sealed = b""
        if config.token or config.credentials:
            secrets = encode([config.token, config.credentials])
            sealed = self.safe.seal(secrets, self._place(config.task_id, config.id))
        return PushRecord(
            task_id=config.task_id,
            id=config.id,
            peer=peer,
            url=config.url,
            scheme=config.scheme,
            sealed=sealed,
            dialect=dialect,
            created_at=at,
        )

    def open(self, record: PushRecord) -> PushConfig:
        """The config in clear; raise SecretError."""
        token = credentials = ""
        if record.sealed:
            place = self._place(record.task_id, record.id)
            token, credentials = decode(self.safe.open(record.sealed, place))
        return PushConfig(record.task_id, record.id, record.url, token, record.scheme, credentials)

    def _place(self, task_id: str, config_id: str) -> str:
        return f"{self.tenant}/push_configs/{task_id}/{config_id}"
