"""Flow: send every partner its copies, in batches."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.answers import record_answers
from flows.deliver_letters import deliver_all
from flows.steps import launching
from flows.steps.delivering import Delivered
from flows.wiring import parts_at
from review.partners import PartnerId
from review.rounds import RoundId

__all__ = ["launch_round", "send_batch"]


@task(name="send copies", retries=2, retry_delay_seconds=[2, 20], cache_policy=NO_CACHE)
async def send_batch(home: str, round_id: str, partners: Sequence[str]) -> int:
    """Stamp the copies of some partners and queue their letters."""
    return await asyncio.to_thread(
        launching.send_copies, parts_at(home), RoundId(round_id), [PartnerId(p) for p in partners]
    )


@flow(name="launch")
async def launch_round(home: str, round_id: str) -> Delivered:
    """Send what of an opened round has not been sent; run again, it sends nothing twice."""
    parts = parts_at(home)
    waiting = await asyncio.to_thread(launching.waiting_partners, parts, RoundId(round_id))
    for batch in launching.batches(waiting):
        await send_batch(home, round_id, batch)
    delivered = await deliver_all(home)
    await record_answers(home, round_id)
    return delivered
