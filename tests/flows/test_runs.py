"""Runs that a killed daemon left behind."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Any

from tests.servers.engine import ON_ENGINE

pytestmark = ON_ENGINE


async def left_running(home: str) -> Any:
    """A run as a daemon leaves it that is killed in the middle."""
    flow = import_module("flows.deliver_letters").deliver_letters
    states = import_module("prefect.states")
    tag = import_module("flows.runs")._daemon_of(home)
    async with import_module("prefect.client.orchestration").get_client() as client:
        run = await client.create_flow_run(flow, parameters={"home": home}, tags=[tag])
        await client.set_flow_run_state(run.id, states.Running(), force=True)
        return run.id


async def state(run_id: Any) -> str:
    async with import_module("prefect.client.orchestration").get_client() as client:
        return str((await client.read_flow_run(run_id)).state_name)


def test_a_new_daemon_settles_the_runs_of_its_home_and_no_others() -> None:
    ours = asyncio.run(left_running("/homes/ours"))
    theirs = asyncio.run(left_running("/homes/theirs"))

    settled = asyncio.run(import_module("flows.runs").settle_orphans("/homes/ours"))

    assert settled == 1
    assert asyncio.run(state(ours)) == "Crashed"
    assert asyncio.run(state(theirs)) == "Running"
