"""Uploads go to a temporary file; where the disk is full, the page says so."""

import errno
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskAwareUploadHandler(TemporaryFileUploadHandler):
    """Leaves out a file for which there is no room, and sets `request.disk_was_full`."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._give_up(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            return super().file_complete(file_size)
        except OSError as error:
            with suppress(SkipFile):
                self._give_up(error)
            return None

    def _give_up(self, error: OSError) -> None:
        if error.errno not in FULL:
            raise error
        self.request.disk_was_full = True
        if hasattr(self, "file"):
            with suppress(OSError):
                self.file.close()  # what is still in its buffer has no room either
        raise SkipFile from error


def disk_was_full(request: Any) -> bool:
    return getattr(request, "disk_was_full", False)
