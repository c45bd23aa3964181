"""Definitions as published: written once under their hash, read by whoever shows or records a case."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from domain.procedure import Definition, read_definition
from domain.refusal import Refusal
from store.tables import DefinitionRow


class DefinitionNotPublished(Refusal):
    """A case runs under rules that the ledger does not hold."""

    code = "definition-not-published"

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"台账中没有定义 {digest}", f"The ledger holds no definition {digest}.", digest=digest
        )


def publish(session: Session, definitions: Iterable[Definition], *, at: datetime) -> None:
    """Write each definition under its hash; one that stands there already is left as it is."""
    for definition in definitions:
        row = {
            "digest": definition.digest,
            "name": definition.procedure.procedure,
            "canonical": definition.canonical,
            "published_at": at,
        }
        session.execute(insert(DefinitionRow).values(**row).on_conflict_do_nothing())


class DefinitionShelf:
    """The published definitions already read by this process; they never change."""

    def __init__(self) -> None:
        self._read: dict[str, Definition] = {}

    def definition(self, session: Session, digest: str) -> Definition:
        """Return the definition of this hash.

        Raises:
            DefinitionNotPublished: The ledger does not hold it.
        """
        if digest not in self._read:
            row = session.get(DefinitionRow, digest)
            if row is None:
                raise DefinitionNotPublished(digest)
            self._read[digest] = read_definition(row.canonical)
        return self._read[digest]
