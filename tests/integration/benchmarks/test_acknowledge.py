"""The benchmark of answers finds each at Amazon once, and says so in one line of JSON. Nothing is timed here."""

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
SMALL = ["--orders", "8", "--lines", "2", "--warm-up", "0", "--baseline", "0", "--lanes", "1", "--json"]


def test_a_small_run_finds_every_answer_at_amazon_and_prints_its_figures_as_the_last_line():
    command = [sys.executable, "-m", "benchmarks.acknowledge", *SMALL]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
    result = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, result["wrong"]) == (0, [])
    assert (result["documents"], result["lines"], result["throttled"]) == (8, 2, 0)
    assert {
        "per_document_s", "flatness", "queries_per_document", "peak_memory_mb", "propose_share", "status_share",
        "settle_calls_per_s", "longest_transaction_s",
    } <= result.keys()
