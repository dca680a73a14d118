"""The whole config as one frozen value: what a file, the environment and the flags came to."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import Field, PrivateAttr, field_validator, model_validator

from gateway.bundled import bundled as bundled_folder
from gateway.config.agent import AgentSettings
from gateway.config.approvals import ApprovalSettings
from gateway.config.automation_row import AutomationRow
from gateway.config.fields import SQLITE_FILE, LocalPath, Network, StoreUrl
from gateway.config.health import HealthSettings
from gateway.config.limits import LimitSettings
from gateway.config.llm import LlmSettings
from gateway.config.notify_row import NotifyRow
from gateway.config.operator import OperatorSettings
from gateway.config.peer_row import PeerRow
from gateway.config.route_row import RouteRow, check_routes
from gateway.config.section import Section, check_names
from gateway.config.signals import SignalSettings
from gateway.config.skill_row import SkillRow
from gateway.config.url import is_loopback
from gateway.core.errors import ConfigError, Violation

KEY_FILE: Final = "secret.key"


class NetSettings(Section):
    """``trusted_proxies`` may name the client; ``allow_networks`` may be called though private.

    ``ca_file`` holds further authorities, as PEM, for certificates of peers and of the model.
    """

    trusted_proxies: tuple[Network, ...] = ()
    allow_networks: tuple[Network, ...] = ()
    tls_cert: LocalPath | None = None
    tls_key: LocalPath | None = None
    ca_file: LocalPath | None = None

    @model_validator(mode="after")
    def _check_tls(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key must be set together")
        return self


class StoreSettings(Section):
    """``url`` may hold a password, so it is never shown."""

    url: StoreUrl = Field(default="sqlite:///data/peergate.db", repr=False)
    synchronous: Literal["FULL", "NORMAL"] = "FULL"

    @property
    def file(self) -> Path | None:
        """The SQLite file, None for a store that is no file."""
        name = self.url.removeprefix(SQLITE_FILE)
        return None if name == self.url else Path(name)

    @property
    def key_file(self) -> Path | None:
        """The key of the secrets in the store, beside its file; None where there is no file."""
        return None if self.file is None else self.file.with_name(KEY_FILE)


class SkillSettings(Section):
    """``dirs`` are the folders whose files are loaded as skills, beside those that are bundled.

    ``rows`` may be written as ``[[skills]]``, where no other key of the table is needed.
    """

    bundled: bool = True
    dirs: tuple[LocalPath, ...] = ()
    rows: tuple[SkillRow, ...] = ()

    @field_validator("rows")
    @classmethod
    def _check_rows(cls, rows: tuple[SkillRow, ...]) -> tuple[SkillRow, ...]:
        check_names(row.name for row in rows)
        return rows

    def folders(self, more: Iterable[Path] = ()) -> tuple[Path, ...]:
        """All that skills are loaded from, ``more`` (the flags') last; each real folder once."""
        ours = (bundled_folder("skills"),) if self.bundled else ()
        named: dict[Path, Path] = {}
        for folder in (*ours, *self.dirs, *more):
            named.setdefault(folder.resolve(), folder)
        return tuple(named.values())


class Settings(Section):
    """Made by ``gateway.config.load``, which reads relative paths from the file's folder."""

    agent: AgentSettings
    net: NetSettings = Field(default_factory=NetSettings)
    limits: LimitSettings = Field(default_factory=LimitSettings)
    health: HealthSettings = Field(default_factory=HealthSettings)
    operator: OperatorSettings = Field(default_factory=OperatorSettings)
    approvals: ApprovalSettings = Field(default_factory=ApprovalSettings)
    signals: SignalSettings = Field(default_factory=SignalSettings)
    store: StoreSettings = Field(default_factory=StoreSettings)
    skills: SkillSettings = Field(default_factory=SkillSettings)
    llm: LlmSettings | None = None
    peers: tuple[PeerRow, ...] = ()
    routes: tuple[RouteRow, ...] = ()
    notify: tuple[NotifyRow, ...] = ()
    automations: tuple[AutomationRow, ...] = ()

    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="before")
    @classmethod
    def _open_store(cls, data: Any) -> Any:
        # A section made by its factory never learns the folder that its default is relative to.
        return {"store": {}, **data} if isinstance(data, dict) else data

    def model_post_init(self, context: Any) -> None:
        self._folder = Path((context or {}).get("folder", ""))

    @property
    def folder(self) -> Path:
        """Where the config file lies; ``file:`` references are relative to it."""
        return self._folder

    @property
    def operator_socket(self) -> Path:
        """The socket of the gateway on this store: beside its file, else beside the config."""
        if self.operator.socket is not None:
            return self.operator.socket
        file = self.store.file
        return self._folder / "peergate.sock" if file is None else file.with_suffix(".sock")

    @field_validator("routes")
    @classmethod
    def _check_routes(cls, routes: tuple[RouteRow, ...]) -> tuple[RouteRow, ...]:
        check_routes(routes)
        return routes

    @field_validator("notify")
    @classmethod
    def _check_notify(cls, rows: tuple[NotifyRow, ...]) -> tuple[NotifyRow, ...]:
        check_names(row.name for row in rows)
        return rows

    @field_validator("automations")
    @classmethod
    def _check_automations(cls, rows: tuple[AutomationRow, ...]) -> tuple[AutomationRow, ...]:
        check_names(row.name for row in rows)
        return rows

    @field_validator("peers")
    @classmethod
    def _check_peers(cls, peers: tuple[PeerRow, ...]) -> tuple[PeerRow, ...]:
        check_names(peer.name for peer in peers)
        owners: dict[str, str] = {}
        for peer in peers:
            for token in peer.tokens:
                owner = owners.setdefault(token.hash, peer.name)
                if owner != peer.name:
                    raise ValueError(f"{owner} and {peer.name} have the same token")
        return peers

    def base_url(self, host: str, port: int) -> str:
        """The URL that others reach this gateway by, without a slash at its end.

        Raise ConfigError when ``public_url`` is left out and ``host``, the listening address, is
        not loopback: a card must not send peers to an address that is only ours.
        """
        if self.agent.public_url:
            return self.agent.public_url
        if not is_loopback(host):
            reason = f"must be set, because {host} is not a loopback address"
            raise ConfigError(
                f"agent.public_url: {reason}",
                violations=(Violation("agent.public_url", reason),),
            )
        return self.listening_url(host, port)

    def listening_url(self, host: str, port: int) -> str:
        """The URL of the address that is listened on, whatever others reach it by."""
        scheme = "https" if self.net.tls_cert else "http"
        return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
