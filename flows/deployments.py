"""The flows, registered on a work pool."""

from __future__ import annotations

from importlib import import_module

from prefect.types.entrypoint import EntrypointType

from flows.daemon import FLOWS

__all__ = ["deploy"]


async def deploy(pool: str, *, home: str) -> list[str]:
    """Register every flow on `pool`, without a schedule of its own; the names of the deployments.

    Workers import the flows from the installed package, so they need this program and its
    settings, not its source.
    """
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
