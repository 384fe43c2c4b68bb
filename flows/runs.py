"""Flow runs: started here or on a worker; those whose process died, settled."""

from __future__ import annotations

import asyncio
import logging
from importlib import import_module
from socket import gethostname
from uuid import UUID

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.context import tags
from prefect.deployments import arun_deployment
from prefect.exceptions import PrefectException
from prefect.states import Crashed

from flows.daemon import FLOWS
from flows.errors import NotReachable
from flows.wiring import utc_now

__all__ = ["dispatch", "dispatched", "run_here", "settle_orphans"]

log = logging.getLogger(__name__)


def run_here(flow: str, **arguments: str) -> None:
    """Run a flow in this process and wait for it."""
    module, name = FLOWS[flow]
    function = getattr(import_module(f"flows.{module}"), name)
    with tags(_daemon_of(arguments["home"])):
        asyncio.run(function(**arguments))


def dispatch(flow: str, **arguments: str) -> None:
    """Start a flow's deployment and leave it to the workers; once where asked again in the same
    minute, and not at all while a run of the same waits for a worker.

    Raises `NotReachable` where the server does not answer or the flows are not deployed there.
    """
    asyncio.run(dispatched(flow, arguments))


async def dispatched(flow: str, arguments: dict[str, str]) -> bool:
    """Start a flow's deployment; whether anything was to be started."""
    what = ":".join((flow, *(arguments[name] for name in sorted(arguments))))
    try:
        # Workers that are away for a day must not find a run for every minute of it.
        if await _of(what, StateType.SCHEDULED):
            return False
        await arun_deployment(
            f"{flow}/gci-review",
            parameters=dict(arguments),
            timeout=0,
            as_subflow=False,
            tags=[what],
            idempotency_key=f"{what}:{utc_now():%Y-%m-%dT%H:%M}",
        )
    except (PrefectException, HTTPError) as exc:
        raise NotReachable(f"The workflow server did not take a run of {flow}: {exc}") from exc
    return True


async def settle_orphans(home: str) -> int:
    """Mark runs as crashed that a killed daemon of this home left "running" for ever; how many
    there were. A shared server has runs of other homes: they are not touched.
    """
    async with get_client() as client:
        runs = await _of(_daemon_of(home), StateType.RUNNING, StateType.PENDING)
        for run in runs:
            await client.set_flow_run_state(
                run, Crashed(message="The process that ran it was killed."), force=True
            )
    return len(runs)


async def _of(tag: str, *states: StateType) -> list[UUID]:
    """The ids of runs with this tag in these states."""
    wanted = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[tag]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))),
    )
    async with get_client() as client:
        return [run.id for run in await client.read_flow_runs(flow_run_filter=wanted)]


def _daemon_of(home: str) -> str:
    """On every run that the daemon of a home starts in its own process, so that the next one knows
    them again.
    """
    return f"serve:{gethostname()}:{home}"
