"""What an idle `gci-review serve` costs with its workflow server: memory, and part of a core.

    python -m bench.serve_idle [SECONDS]

Prints one line for each process and one for both. Reach: at most 600 MB and 3 % of a core.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from flows.engine import ADDRESS_FILE

SETTLE = 20.0
"""Seconds after the start that are not measured: the first turns of the clock, imports."""


def main() -> None:
    """Start, wait, measure, stop."""
    seconds = float(sys.argv[1]) if sys.argv[1:] else 90.0
    with tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        serve = subprocess.Popen(  # noqa: S603 -- our own program
            [
                sys.executable,
                "-c",
                "from desk.cli import main; main()",
                "--home",
                home,
                "serve",
            ]
        )
        try:
            while not Path(home, ADDRESS_FILE).exists():
                if serve.poll() is not None:
                    sys.exit("serve did not start")
                time.sleep(0.1)
            print(f"started in {time.monotonic() - began:.1f} s")
            time.sleep(SETTLE)
            measure(psutil.Process(serve.pid), seconds)
        finally:
            serve.send_signal(signal.SIGINT)
            serve.wait(20)


def measure(serve: psutil.Process, seconds: float) -> None:
    """Print what `serve` and its children used over some seconds."""
    processes = [serve, *serve.children(recursive=True)]
    before = [_used(process) for process in processes]
    time.sleep(seconds)
    total_memory = total_part = 0.0
    for process, used in zip(processes, before, strict=True):
        part = 100 * (_used(process) - used) / seconds
        memory = process.memory_full_info()
        total_memory += memory.uss / 1e6
        total_part += part
        name = "serve" if process == serve else "server"
        print(
            f"{name}: {memory.rss / 1e6:.0f} MB resident, {memory.uss / 1e6:.0f} MB of its own,"
            f" {part:.1f} % of a core, {process.num_threads()} threads"
        )
    print(f"both: {total_memory:.0f} MB of their own, {total_part:.1f} % of a core")


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    main()
