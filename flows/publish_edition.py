"""Flow: the edition, made and announced."""

from __future__ import annotations

import asyncio

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deliver_letters import deliver_all
from flows.settle_chapters import settle_chapters
from flows.steps import publishing
from flows.steps.publishing import Correction, Published
from flows.wiring import parts_at
from review.rounds import RoundId

__all__ = ["make_edition", "publish_edition"]


@task(name="make edition", retries=1, retry_delay_seconds=5, cache_policy=NO_CACHE)
async def make_edition(
    home: str, round_id: str, corrected: dict[str, str] | None = None, reason: str = ""
) -> Published:
    """Compile, scrub, render and record the edition."""
    correction = Correction(chapters=corrected, reason=reason) if corrected else None
    return await asyncio.to_thread(
        publishing.publish, parts_at(home), RoundId(round_id), correction
    )


@flow(name="publish")
async def publish_edition(
    home: str, round_id: str, corrected: dict[str, str] | None = None, reason: str = ""
) -> Published:
    """Merge what was accepted, make the edition, announce it; not while a chapter cannot be merged
    as it was decided.

    With `corrected`, which maps numbers of chapters to the SHA-256 of their new bytes in the
    store, a corrigendum for this `reason`.
    """
    settled = await settle_chapters(home, round_id)
    if not corrected:
        await asyncio.to_thread(publishing.check_merged, parts_at(home), RoundId(round_id), settled)
    published = await make_edition(home, round_id, corrected, reason)
    await deliver_all(home)
    return published
