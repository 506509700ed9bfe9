"""What every sheet of ours has in common: how it is set, on which paper, with which code."""

import io
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import segno
import typst

LETTER = {"US", "CA", "MX", "PR", "CO", "CL", "VE", "PH", "GT", "DO"}  # who prints on letter


def set_in(layout: Path, content: dict[str, Any], **how: Any) -> Any:
    """Sets `content` by a layout of ours, in a folder that holds nothing else."""
    with tempfile.TemporaryDirectory(prefix="barrio-paper-") as folder:
        copy = Path(folder) / layout.name
        shutil.copyfile(layout, copy)
        return typst.compile(
            str(copy),
            root=folder,
            sys_inputs={"data": json.dumps(content)},
            ignore_system_fonts=True,
            package_path=folder,
            package_cache_path=folder,
            **how,
        )


def paper_of(country: str) -> str:
    return "us-letter" if country in LETTER else "a4"


def qr(address: str) -> str:
    """The square code of an address, as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()
