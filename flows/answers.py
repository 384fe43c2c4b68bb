"""Who answered, as a table on the workflow engine's pages."""

from __future__ import annotations

import asyncio
import logging

from prefect.artifacts import acreate_table_artifact

from flows.wiring import parts_at
from review.rounds import RoundId
from storage.queries import status

__all__ = ["record_answers"]

log = logging.getLogger(__name__)


async def record_answers(home: str, round_id: str) -> None:
    """Write the table of who answered as an artifact; the pages are a view, so a failure is only
    logged.
    """
    rows = await asyncio.to_thread(_rows, home, round_id)
    try:
        await acreate_table_artifact(
            key=f"who-answered-{round_id.lower()}",
            table=rows,
            description=f"Who answered in {round_id}",
        )
    except Exception:  # the artifact is a picture for the pages; the round does not depend on it
        log.warning("the table of who answered in %s could not be written", round_id, exc_info=True)


def _rows(home: str, round_id: str) -> list[dict[str, str]]:
    parts = parts_at(home)
    with parts.storage.reading() as work:
        seen = status(work, RoundId(round_id), parts.now())
    return [
        {
            "partner": row.partner,
            "chapter": f"{row.number} {row.title}",
            "state": row.state.value,
            "answered": row.answered_at.isoformat() if row.answered_at else "",
        }
        for row in seen.rows
    ]
