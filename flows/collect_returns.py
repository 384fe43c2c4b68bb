"""Flow: take in what arrived, match it, answer it."""

from __future__ import annotations

import asyncio

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.answers import record_answers
from flows.deliver_letters import deliver_all
from flows.steps import collecting
from flows.steps.collecting import Collected
from flows.wiring import parts_at

__all__ = ["collect_returns", "process_mail", "store_mail"]


@task(name="store mail", retries=2, retry_delay_seconds=[1, 5], cache_policy=NO_CACHE)
async def store_mail(home: str) -> int:
    """Store what lies in the inbox, raw; how many were new."""
    return await asyncio.to_thread(collecting.store_arrivals, parts_at(home))


@task(name="read mail", retries=1, retry_delay_seconds=5, cache_policy=NO_CACHE)
async def process_mail(home: str) -> Collected:
    """Read, match and answer what is stored and not yet read."""
    return await asyncio.to_thread(collecting.process_stored, parts_at(home))


@flow(name="collect")
async def collect_returns(home: str) -> Collected:
    """Take in what arrived and send the receipts."""
    await store_mail(home)
    collected = await process_mail(home)
    await deliver_all(home)
    for round_id in collected.rounds:
        await record_answers(home, round_id)
    return collected
