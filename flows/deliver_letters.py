"""The outbox, emptied: batches of letters, several at a time, with retries."""

from __future__ import annotations

import asyncio
from math import ceil

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.errors import NotReachable
from flows.steps import delivering
from flows.steps.delivering import Delivered
from flows.wiring import parts_at

__all__ = ["deliver_all", "deliver_batch", "deliver_letters"]

AT_ONCE = 8
"""Connections to the mail server at a time."""
BATCH = 25


@task(name="deliver", retries=2, retry_delay_seconds=[1, 5], cache_policy=NO_CACHE)
async def deliver_batch(home: str, most: int = BATCH) -> Delivered:
    """Send up to `most` letters; raises `NotReachable`, so that it is tried again, where nothing
    goes.
    """
    delivered = await asyncio.to_thread(delivering.deliver_letters, parts_at(home), most=most)
    if delivered == Delivered(waiting=delivered.waiting) and delivered.waiting:
        raise NotReachable("The outside takes no letter now.")
    return delivered


async def deliver_all(home: str) -> Delivered:
    """Settle letters whose sender died, then empty the outbox.

    The first letter goes alone: where the mail server is down, it is asked three times, not three
    times for every batch.
    """
    parts = parts_at(home)
    await asyncio.to_thread(delivering.recover_letters, parts)
    waiting = await asyncio.to_thread(delivering.queued, parts)
    if not waiting:
        return Delivered()
    slots = asyncio.Semaphore(AT_ONCE)

    async def one() -> Delivered:
        async with slots:
            return await deliver_batch(home)

    try:
        total = await deliver_batch(home, most=1)
        for delivered in await asyncio.gather(*(one() for _ in range(ceil((waiting - 1) / BATCH)))):
            total += delivered
    except NotReachable:  # they stay queued, and the next run tries again
        return Delivered(waiting=await asyncio.to_thread(delivering.queued, parts))
    return total


@flow(name="deliver")
async def deliver_letters(home: str) -> Delivered:
    """Empty the outbox."""
    return await deliver_all(home)
