"""`python -m simulator.files LAYOUT`: write a file, and the truth about it, into a folder."""
import argparse
import json
from pathlib import Path

from . import LAYOUTS, Ledger, bad, write


def main():
    arguments = _arguments()
    if arguments.layout in bad.NAMES:
        file = bad.write(arguments.layout, arguments.seed)
    else:
        ledger = Ledger(
            arguments.seed, arguments.invoices, arguments.payments, arguments.payee, arguments.currency.split(","),
            hidden=arguments.hidden, voided=arguments.voided,
        )
        file = write(
            ledger, arguments.layout, arguments.locale, arguments.nasty, arguments.container, part=arguments.part
        )
    folder = Path(arguments.to)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file.name).write_bytes(file.body)
    (folder / f"{file.name}.truth.json").write_text(json.dumps(file.truth, indent=1, ensure_ascii=False))
    print(folder / file.name)


def _arguments():
    parser = argparse.ArgumentParser(prog="simulator.files", description=__doc__)
    parser.add_argument("layout", choices=[*LAYOUTS, *bad.NAMES])
    parser.add_argument("--to", default=".", help="the folder (default: this one)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same file (default 1)")
    parser.add_argument("--invoices", type=int, default=500)
    parser.add_argument("--payments", type=int, default=3)
    parser.add_argument("--payee", default="ACRNU")
    parser.add_argument("--currency", default="USD", help="one, or several with commas")
    parser.add_argument("--hidden", type=int, default=0, help="payments with lines that are not shown")
    parser.add_argument("--voided", type=int, default=0, help="payments that were made again under another number")
    parser.add_argument("--locale", help="as usual for the layout when left out")
    parser.add_argument("--nasty", default="", help="names with commas, or 'all'")
    parser.add_argument("--container", help="as usual for the layout when left out")
    parser.add_argument("--part", type=float, help="how much of each payment's lines, such as 0.6")
    return parser.parse_args()


if __name__ == "__main__":
    main()
