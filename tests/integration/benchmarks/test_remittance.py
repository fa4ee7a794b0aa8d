"""The benchmark of remittances finds in the books what the simulator wrote, and says so in one line of JSON.

Nothing is timed here.
"""

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
SMALL = [
    "--lines", "150", "--invoices", "220", "--files", "2", "--large-lines", "160", "--large-invoices", "250",
    "--baseline", "100", "--json",
]
NASTY = ["--quality", "--files", "4", "--lines", "150", "--json"]


def run(*options):
    command = [sys.executable, "-m", "benchmarks.remittance", *options]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_a_small_run_books_every_line_as_the_simulator_meant_it_and_prints_its_figures_as_the_last_line():
    code, result = run(*SMALL)
    assert (code, result["wrong"]) == (0, [])
    assert (result["files"], result["baseline_lines"]) == (2, 50)
    assert (result["invoices"], result["large_invoices"]) == (250, 280)
    assert (result["opened_lines"], result["large_lines"] > 100) == (result["large_lines"], True)
    assert {
        "per_line_ms", "file_s", "speedup", "flatness", "queries_per_file", "peak_memory_mb", "large_peak_memory_mb",
        "open_ms", "open_queries",
    } <= result.keys()


def test_files_of_four_locales_are_matched_without_one_wrong_match_and_no_line_is_lost():
    code, result = run(*NASTY)
    assert (code, result["wrong_matches"], result["lost"], result["files"]) == (0, 0, 0, 4)
    assert list(result["by_locale"]) == ["us", "de", "uk", "fr"]
    assert result["matched_rate"] >= 0.98
    assert result["lines"] > 400
    assert {"questions", "needs_me_rate", "wrong_classes", "by_rule", "left"} <= result.keys()
