"""What every request needs: the ledger, the engine, the definitions that cases are opened with."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from anyio import to_thread
from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session
from temporalio.client import Client, GrpcCompression

from activities.evidence import EvidenceStore
from api.away import EngineAway, LedgerAway
from api.seals import SealDesk
from domain.procedure import Definition
from messages.settings import Settings
from messages.wire import data_converter
from store.connection import reading, transaction
from store.definitions import DefinitionShelf

Answer = TypeVar("Answer")


@dataclass
class Resources:
    """One for each process; opened when it starts. The seconds are how long a request waits for each part."""

    settings: Settings
    engine: Engine
    definitions: dict[str, Definition]
    ledger_seconds: float = 10.0
    engine_seconds: float = 10.0
    seals: SealDesk | None = None
    shelf: DefinitionShelf = field(default_factory=DefinitionShelf)
    evidence: EvidenceStore = field(init=False)
    _client: Client | None = None
    _connecting: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.evidence = EvidenceStore(self.settings.data_dir / "evidence")

    async def ask(self, question: Callable[[Session], Answer]) -> Answer:
        """Run one transaction in a thread and return its answer.

        Raises:
            LedgerAway: It takes too long; a server that hangs does not end its connections by itself.
        """
        return await self._in_thread(transaction, question)

    async def read(self, question: Callable[[Session], Answer]) -> Answer:
        """Run a question that changes nothing in a thread and return its answer; as `ask`, with fewer round trips.

        Raises:
            LedgerAway: It takes too long.
        """
        return await self._in_thread(reading, question)

    async def _in_thread(
        self,
        opened: Callable[[Engine], AbstractContextManager[Session]],
        question: Callable[[Session], Answer],
    ) -> Answer:
        def answered() -> Answer:
            with opened(self.engine) as session:
                return question(session)

        try:
            async with asyncio.timeout(self.ledger_seconds):
                return await to_thread.run_sync(answered, abandon_on_cancel=True)
        except TimeoutError as error:
            raise LedgerAway from error

    async def temporal(self) -> Client:
        """Return the client; it connects when first used, so that pages can be read while Temporal is away.

        Raises:
            EngineAway: It cannot be reached.
        """
        async with self._connecting:
            if self._client is None:
                try:
                    self._client = await Client.connect(
                        self.settings.temporal_address,
                        namespace=self.settings.temporal_namespace,
                        data_converter=data_converter,
                        grpc_compression=GrpcCompression.NONE,  # payloads are compressed already
                    )
                except RuntimeError as error:
                    raise EngineAway from error
        return self._client

    def use(self, client: Client) -> None:
        """Take a client that is connected already."""
        self._client = client


async def resources_of(request: Request) -> Resources:
    """Return the process's resources; async only because FastAPI would run it in a thread otherwise."""
    found: Resources = request.app.state.resources
    return found


Served = Annotated[Resources, Depends(resources_of)]
