"""Which scripts and styles every page shares, and the version that names them all."""

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

STATIC = Path(__file__).resolve().parent / "static" / "ui"
STYLES = ["css/tokens.css", "css/base.css", "css/components", "css/print.css"]

# Bare names for modules; the apps above add theirs with `register_module`.
_modules: dict[str, str] = {
    "maplibre-gl": "vendor/maplibre-gl/maplibre-gl.mjs",
    "pmtiles": "vendor/pmtiles/pmtiles.js",
    "fflate": "vendor/fflate/fflate.js",
    "idb": "vendor/idb/idb.js",
    **{
        f"barrio/{path.stem}": f"ui/js/{path.name}" for path in sorted((STATIC / "js").glob("*.js"))
    },
}


def register_module(name: str, path: str) -> None:
    """Adds a bare name (``barrio/doors``) to the import map; `path` is a static file's."""
    _modules[name] = path


def version() -> str:
    """Changes whenever a shared style or script does."""
    return _version() if not settings.DEBUG else _digest()


@lru_cache(maxsize=1)
def _version() -> str:
    return _digest()


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in STATIC.rglob("*") if p.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def versioned(path: str) -> str:
    return f"{static(path)}?v={version()}"


def import_map() -> str:
    imports = {name: versioned(path) for name, path in sorted(_modules.items())}
    # "</" cannot close the script element early.
    return json.dumps({"imports": imports}, separators=(",", ":")).replace("</", "<\\/")


def csp_hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def stylesheet() -> str:
    """All styles in one answer: one request on a slow phone, and no build step."""
    return _stylesheet() if not settings.DEBUG else _joined()


@lru_cache(maxsize=1)
def _stylesheet() -> str:
    return _joined()


def _joined() -> str:
    paths: list[Path] = []
    for name in STYLES:
        path = STATIC / name
        paths += sorted(path.glob("*.css")) if path.is_dir() else [path]
    return "\n".join(path.read_text() for path in paths)
