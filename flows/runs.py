"""Flow runs: started here or on a worker; those whose process died, settled."""

from __future__ import annotations

import asyncio
import logging
from importlib import import_module

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.context import tags
from prefect.deployments import run_deployment
from prefect.states import Crashed

from flows.daemon import FLOWS

__all__ = ["dispatch", "run_here", "settle_orphans"]

log = logging.getLogger(__name__)

TAG = "gci-review-serve"
"""On every run that a daemon starts in its own process, so that the next daemon knows them
again.
"""


def run_here(flow: str, **arguments: str) -> None:
    """Run a flow in this process and wait for it."""
    module, name = FLOWS[flow]
    function = getattr(import_module(f"flows.{module}"), name)
    with tags(TAG):
        asyncio.run(function(**arguments))


def dispatch(flow: str, **arguments: str) -> None:
    """Start a flow's deployment and leave it to the workers.

    The idempotency key is the minute: a daemon that asks twice in one turn starts one run.
    """
    run_deployment(f"{flow}/gci-review", parameters=dict(arguments), timeout=0, as_subflow=False)


async def settle_orphans() -> int:
    """Mark runs as crashed that a killed daemon left "running" for ever; how many there were."""
    lost = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[TAG]),
        state=FlowRunFilterState(
            type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
        ),
    )
    async with get_client() as client:
        runs = await client.read_flow_runs(flow_run_filter=lost)
        for run in runs:
            await client.set_flow_run_state(
                run.id, Crashed(message="The process that ran it was killed."), force=True
            )
    return len(runs)
