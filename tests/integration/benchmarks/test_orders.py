"""The benchmark of orders books what Amazon holds, and says so in one line of JSON. Nothing is timed here."""

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
SMALL = ["--orders", "20", "--lines", "2", "--baseline", "5", "--no-lanes", "--json"]


def test_a_small_run_finds_every_order_booked_and_prints_its_figures_as_the_last_line():
    command = [sys.executable, "-m", "benchmarks.orders", *SMALL]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
    result = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, result["wrong"]) == (0, [])
    assert (result["documents"], result["baseline_documents"], result["lines"]) == (20, 5, 2)
    assert {
        "speedup", "per_document_s", "baseline_per_document_s", "flatness", "queries_per_document", "peak_memory_mb",
    } <= result.keys()
