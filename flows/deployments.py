"""The flows, registered on a work pool."""

from __future__ import annotations

from importlib import import_module
from os import environ

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.types.entrypoint import EntrypointType

from flows.daemon import FLOWS
from flows.engine import answers
from flows.errors import Misconfigured, NotReachable

__all__ = ["deploy"]


async def deploy(pool: str, *, home: str) -> list[str]:
    """Register every flow on `pool`, without a schedule of its own; the names of the deployments.

    Workers import the flows from the installed package, so they need this program and its
    settings, not its source. Raises `Misconfigured` without a shared server or such a pool.
    """
    await _need(pool)
    names = []
    for module, name in FLOWS.values():
        flow = getattr(import_module(f"flows.{module}"), name)
        deployment = await flow.ato_deployment(
            "gci-review",
            work_pool_name=pool,
            parameters={"home": home},
            entrypoint_type=EntrypointType.MODULE_PATH,
            concurrency_limit=None,
        )
        await deployment.aapply()
        names.append(f"{flow.name}/gci-review")
    return names


async def _need(pool: str) -> None:
    api = environ.get("PREFECT_API_URL")
    if not api:
        raise Misconfigured(
            "Set PREFECT_API_URL to the address of the workflow server that your workers use."
        )
    if not answers(api):
        raise NotReachable(f"The workflow server {api} does not answer.")
    async with get_client() as client:
        try:
            await client.read_work_pool(pool)
        except ObjectNotFound as exc:
            raise Misconfigured(
                f"There is no work pool {pool} on {api}: make it with"
                f" `prefect work-pool create --type process {pool}`."
            ) from exc
