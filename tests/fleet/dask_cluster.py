"""A Dask cluster on this machine, until stdin ends: prints its address and its processes."""

from __future__ import annotations

import sys


def main() -> None:
    """Run it."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        workers = [each.pid for each in cluster.workers.values()]
        print(cluster.scheduler_address, *workers, flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main()
