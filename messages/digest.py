"""The daily digest: what its workflow asks of the ledger, and what came of it."""

from datetime import date, datetime

from domain.model import Model


class WriteDigests(Model):
    """Write the digests of the day that this moment is on; what is due soon is judged at this moment."""

    at: datetime


class DigestsWritten(Model):
    """How many digests were written for the day; one that stood there already does not count again."""

    day: date
    count: int
