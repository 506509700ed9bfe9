"""Jobs for the tests of workers: they write down that they ran."""

import os
import time
from pathlib import Path

from django_tasks import task


@task
def write_down(folder: str, name: str) -> None:
    """One line a run: a job that ran twice has two."""
    with (Path(folder) / name).open("a") as file:
        file.write(f"{os.getpid()}\n")


@task
def wait_for(folder: str, name: str) -> None:
    """Says who runs it, then runs until the file `name`.go is there."""
    write_down.call(folder, name)
    while not (Path(folder) / f"{name}.go").exists():
        time.sleep(0.05)
    write_down.call(folder, f"{name}.done")
