"""`python -m simulator`: serve a scenario until stopped; one JSON line says where and with which credentials."""
import argparse
import json
import signal
import sys
import threading

from . import Simulator
from .scenarios import SCENARIOS


def main():
    arguments = _arguments()
    options = {
        name: value
        for name, value in (("orders", arguments.orders), ("lines", arguments.lines), ("days", arguments.days))
        if value is not None
    }
    if options and arguments.scenario != "bulk":
        sys.exit("--orders, --lines and --days belong to --scenario bulk")
    try:
        simulator = Simulator(
            arguments.scenario,
            arguments.seed,
            host=arguments.host,
            port=arguments.port,
            rate_factor=arguments.rate_factor or None,
            state=arguments.state,
            verbose=True,
            **options,
        )
    except (ValueError, OSError) as error:
        sys.exit(f"the simulator cannot start: {error}")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stop.set())
    with simulator:
        print(json.dumps({"url": simulator.url, "accounts": simulator.credentials}), flush=True)
        stop.wait()


def _arguments():
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="demo")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same orders (default 1)")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--orders", type=int, help="bulk: number of orders")
    parser.add_argument("--lines", type=int, help="bulk: lines of each order")
    parser.add_argument("--days", type=int, help="bulk: days over which the orders were placed")
    parser.add_argument("--rate-factor", type=float, default=1.0, help="multiplies Amazon's rates; 0 lifts them")
    parser.add_argument("--state", help="a file that keeps what happened over restarts")
    return parser.parse_args()


if __name__ == "__main__":
    main()
