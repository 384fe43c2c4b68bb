"""Flow: remind who has not answered, by the rounds' ladders; close rounds whose time is over."""

from __future__ import annotations

import asyncio

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deliver_letters import deliver_all
from flows.steps import closing, reminding
from flows.wiring import parts_at

__all__ = ["queue_reminders", "remind_partners"]


@task(name="queue reminders", retries=2, retry_delay_seconds=[2, 20], cache_policy=NO_CACHE)
async def queue_reminders(home: str) -> int:
    """Queue the reminders that are due now."""
    return await asyncio.to_thread(reminding.queue_reminders, parts_at(home))


@flow(name="remind")
async def remind_partners(home: str) -> int:
    """Queue and send the reminders that are due; how many were queued."""
    queued = await queue_reminders(home)
    await deliver_all(home)
    await asyncio.to_thread(closing.close_rounds, parts_at(home))
    return queued
