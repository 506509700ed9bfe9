"""`make bench`: each figure with its peer or bound from the same run.

python -m benches [fanout] [import] [pages] [ballots] [ledger] [turf] [routing]
                  [--messages N] [--rows N] [--people N] [--voters N] [--entries N]
                  [--doors N] [--seconds N]
"""

import argparse
import json
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

EVERY = ["fanout", "import", "pages", "ballots", "ledger", "turf", "routing"]
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(prog="benches", description=__doc__)
    parser.add_argument("which", nargs="*", default=EVERY)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--voters", type=int, default=2_000)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--doors", type=int, default=4_000)
    parser.add_argument("--seconds", type=int, default=10, help="an instance of routing")
    args = parser.parse_args()
    found = {}
    for name in args.which:
        with tempfile.TemporaryDirectory(prefix="barrio-bench-") as home:
            found[name] = run(name, args, home)
    write(found)


def run(name: str, args: argparse.Namespace, home: str) -> dict:
    """Each bench in a process of its own, on databases of its own."""
    import subprocess
    import sys

    sizes = {
        "fanout": args.messages,
        "import": args.rows,
        "pages": args.people,
        "ballots": args.voters,
        "ledger": args.entries,
    }
    size = (sizes | {"turf": args.doors, "routing": args.seconds})[name]
    env = {k: v for k, v in os.environ.items() if not k.startswith("BARRIO_") or k == "BARRIO_DATA"}
    env |= {
        "BARRIO_HOME": home,
        "BARRIO_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "barrio.settings",
        "PYTHONPATH": os.getcwd(),
    }
    command = [sys.executable, "-m", f"benches.{name.replace('import', 'importing')}", str(size)]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    print(f"\n{name}")
    for key, value in answer.items():
        print(f"  {key:46} {value}")
    return answer


def write(found: dict) -> None:
    RESULTS.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "at": at.isoformat()}
    path = RESULTS / f"{at:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps({"machine": machine, **found}, indent=1))
    print(f"\nwritten to {path}")


if __name__ == "__main__":
    main()
