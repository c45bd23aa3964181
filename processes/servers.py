"""Which servers a run starts itself, which it is given, and where each is."""

import os
from collections.abc import Callable
from pathlib import Path

from messages.settings import (
    DATA,
    DATABASE_URL,
    PUBLIC_URL,
    SAMPLE_SEALS,
    SEALS,
    TEMPORAL_ADDRESS,
    TEMPORAL_NAMESPACE,
)
from processes import ports
from processes.data_folder import DataFolder
from processes.postgres import EmbeddedPostgres
from processes.service import Service
from processes.temporal import EmbeddedTemporal
from processes.up_options import UpOptions


class Servers:
    """The embedded servers of a run, and the addresses of all, by the names of the environment variables."""

    def __init__(self, options: UpOptions, folder: DataFolder, pause: Callable[[float], None]) -> None:
        self._options = options
        self._folder = folder
        self._pause = pause
        self.embedded: list[Service] = []
        self._postgres_servers: list[EmbeddedPostgres] = []
        self.addresses = {
            DATA: str(folder.path),
            DATABASE_URL: options.database_url or self._postgres(),
            TEMPORAL_ADDRESS: options.temporal_address or self._temporal(),
            TEMPORAL_NAMESPACE: options.namespace,
            PUBLIC_URL: os.environ.get(PUBLIC_URL) or options.url,
            # Letters of example cases bear seals that nobody takes for real ones.
            SEALS: os.environ.get(SEALS) or (SAMPLE_SEALS if options.examples else ""),
        }

    @property
    def ui_address(self) -> str | None:
        """Where the pages of the embedded Temporal are, if it has any."""
        options = self._options
        has_pages = options.temporal_address is None and options.ui_port
        return f"http://{ports.LOOPBACK}:{options.ui_port}" if has_pages else None

    @property
    def opened_folders(self) -> list[Path]:
        """Folders of other people's that the database's user was let through."""
        opened = [folder for server in self._postgres_servers for folder in server.opened_folders]
        return [folder for folder in opened if not folder.is_relative_to(self._folder.path)]

    def require_free_ports(self) -> None:
        """Check that nobody else has the ports this run needs.

        Raises:
            PortTaken: naming who has one, and the option that chooses another.
        """
        options = self._options
        needed = {"--port": options.port}
        if options.temporal_address is None:
            needed["--temporal-port"] = options.temporal_port
            if options.ui_port:
                needed["--ui-port"] = options.ui_port
        ports.require_free(needed)

    def _postgres(self) -> str:
        server = EmbeddedPostgres(
            self._folder.path / "postgres",
            log=self._folder.log("postgres"),
            record=self._folder.record("postgres"),
            pause=self._pause,
        )
        self.embedded.append(server)
        self._postgres_servers.append(server)
        return server.url

    def _temporal(self) -> str:
        server = EmbeddedTemporal(
            self._folder.path / "temporal",
            port=self._options.temporal_port,
            ui_port=self._options.ui_port,
            namespace=self._options.namespace,
            log=self._folder.log("temporal"),
            record=self._folder.record("temporal"),
            pause=self._pause,
        )
        self.embedded.append(server)
        return server.address
