"""Kill the worker of one pull at random points, for many seeds: `./acorn bench crash [--orders 500] [--seeds 20]`.

Prints one line of progress per seed and, last, one JSON object; ends with 1 when anything was lost or doubled.
"""

import argparse
import json
import sys

from tests.crashing.run import crash, fresh_database


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    runs = []
    for seed in range(1, options.seeds + 1):
        run = crash(fresh_database("crash_seeds"), options.orders, options.kills, seed)
        run["right"] = run["found"] == run["expected"]
        runs.append({"seed": seed, **run})
        verdict = "right" if run["right"] else "WRONG"
        print(f"seed {seed}: {run['killed']} kills, {run['seconds']} s, {verdict}", flush=True)
    right = sum(run["right"] for run in runs)
    result = {"orders": options.orders, "kills_per_run": options.kills, "runs": len(runs), "right": right}
    print(json.dumps({**result, "seeds": runs}))
    return 0 if right == len(runs) else 1


if __name__ == "__main__":
    sys.exit(main())
