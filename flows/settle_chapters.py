"""Flow: merge what was accepted."""

from __future__ import annotations

import asyncio

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.steps import settling
from flows.steps.settling import Settled
from flows.wiring import parts_at
from review.publications import ChapterId
from review.rounds import RoundId

__all__ = ["settle_batch", "settle_chapters"]


@task(name="merge", retries=1, retry_delay_seconds=5, cache_policy=NO_CACHE)
async def settle_batch(home: str, round_id: str, chapters: list[str]) -> list[Settled]:
    """Merge some chapters."""
    parts = parts_at(home)
    return await asyncio.to_thread(
        settling.settle_chapters, parts, RoundId(round_id), [ChapterId(c) for c in chapters]
    )


@flow(name="settle")
async def settle_chapters(home: str, round_id: str) -> list[Settled]:
    """Merge the accepted changes of every chapter of a round."""
    chapters = await asyncio.to_thread(settling.to_settle, parts_at(home), RoundId(round_id))
    done: list[Settled] = []
    for start in range(0, len(chapters), 25):
        done += await settle_batch(home, round_id, [*chapters[start : start + 25]])
    return done
