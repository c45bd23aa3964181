"""Telling the cases that are tied to one that has moved.

A signal from here costs the history of the case that tells nothing; one from its workflow costs five events. It is sent
after the commit, and once more when the activity is tried again: who hears it knows news by case and entry.
"""

import asyncio
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from messages.case import Recorded
from messages.tied import TiedMoved

_ONE_CALL = timedelta(seconds=3)


async def told(client: Client, recorded: Recorded) -> Recorded:
    """Tell the tied cases; return what was recorded, with those left that could not be told, for the workflow to tell."""
    news = recorded.news
    if news is None:
        return recorded
    answers = await asyncio.gather(*(_tell(client, case_id, news) for case_id in recorded.tells))
    left = tuple(case_id for case_id, ok in zip(recorded.tells, answers, strict=True) if not ok)
    return recorded.model_copy(update={"tells": left, "news": news if left else None})


async def _tell(client: Client, case_id: str, news: TiedMoved) -> bool:
    """Return whether the case has heard, or has ended and need not."""
    try:
        await client.get_workflow_handle(case_id).signal("tied", news, rpc_timeout=_ONE_CALL)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            activity.logger.warning("the tied case %s was not told yet: %s", case_id, error)
            return False
        activity.logger.info("the tied case %s has ended and was not told", case_id)
    return True
