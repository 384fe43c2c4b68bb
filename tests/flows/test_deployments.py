"""The flows on a work pool: registered, started by the daemon's clock, run by a worker."""

from __future__ import annotations

import asyncio
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from flows.errors import Misconfigured, NotReachable
from tests.servers.engine import ON_ENGINE

pytestmark = ON_ENGINE
POOL = "reviews"


def late(module: str) -> Any:
    """A module that imports the engine, whose address must be known before."""
    return import_module(module)


async def make_pool() -> None:
    created = late("prefect.client.schemas.actions").WorkPoolCreate(name=POOL, type="process")
    async with late("prefect.client.orchestration").get_client() as client:
        await client.create_work_pool(created, overwrite=True)


async def one_turn_of_a_worker() -> None:
    worker = late("prefect.workers.process").ProcessWorker(work_pool_name=POOL)
    await worker.start(run_once=True)


async def states(flow: str) -> list[str]:
    """How the runs of a flow's deployment ended."""
    filters = late("prefect.client.schemas.filters")
    async with late("prefect.client.orchestration").get_client() as client:
        deployment = await client.read_deployment_by_name(f"{flow}/gci-review")
        wanted = filters.FlowRunFilter(
            deployment_id=filters.FlowRunFilterDeploymentId(any_=[deployment.id])
        )
        runs = await client.read_flow_runs(flow_run_filter=wanted)
    return [run.state_name for run in runs]


def test_a_worker_runs_what_the_clock_started_and_the_clock_starts_it_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    asyncio.run(make_pool())
    deployed = asyncio.run(late("flows.deployments").deploy(POOL, home=str(home)))

    dispatched = late("flows.runs").dispatched
    started = [asyncio.run(dispatched("collect", {"home": str(home)})) for _ in range(2)]
    asyncio.run(one_turn_of_a_worker())

    assert len(deployed) == 6
    assert started == [True, False]
    assert asyncio.run(states("collect")) == ["Completed"]
    assert (home / "review.db").exists()


def test_a_pool_that_is_not_there_is_named() -> None:
    with pytest.raises(Misconfigured, match="There is no work pool nowhere on http"):
        asyncio.run(late("flows.deployments").deploy("nowhere", home="/nowhere"))


def test_a_flow_that_is_not_deployed_is_one_sentence() -> None:
    with pytest.raises(NotReachable, match="did not take a run of nothing"):
        asyncio.run(late("flows.runs").dispatched("nothing", {"home": "/nowhere"}))
