"""Debian's `belenios-tool`, which does all cryptography: what is asked, and archives checked.

An archive is a tar of JSON documents named by their hashes, and of events that chain them. The
tool says whether all of it holds; what is read here is read from what the tool has accepted.
"""

import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOOL = "belenios-tool"
PATIENCE = 300  # seconds; 150 rankings take about 35
MEMORY = 4 * 1024**3  # bytes of address space
LARGEST = 64 * 1024**2  # bytes; 150 rankings are 3 MB
MOST_FILES = 50_000
# The tool mixes rankings in this group, and adds up marks in either.
GROUP_OF_MARKS, GROUP_OF_RANKINGS = "BELENIOS-2048", "RFC-3526-2048"
_MEMBER = re.compile(r"BELENIOS|[0-9a-f]{64}\.(data|event)\.json")
_UUID = re.compile(r"[0-9A-Za-z]{14,40}")


class ArchiveUnreadable(ValueError):
    """It is no archive of Belenios."""


class ArchiveWrong(ValueError):
    """The tool refuses it; the text is what the tool says."""


@dataclass(frozen=True)
class Archive:
    """What an archive says, once the tool has accepted it."""

    uuid: str
    questions: list[dict[str, Any]]
    credentials: int
    fingerprint: str  # hash of the election, its trustees and its credentials
    events: tuple[str, ...]  # the type of each
    tallied: int | None  # ballots that were counted: the last one by each credential
    result: list[Any] | None  # for each question


def is_installed() -> bool:
    return shutil.which(TOOL) is not None


def question_of_marks(
    text: str, answers: Sequence[str], *, least: int, most: int
) -> dict[str, Any]:
    """Added up without opening any ballot."""
    return {"question": text, "answers": list(answers), "min": least, "max": most}


def question_of_ranks(text: str, answers: Sequence[str]) -> dict[str, Any]:
    """Mixed by the tellers, then opened."""
    return {"type": "NonHomomorphic", "value": {"question": text, "answers": list(answers)}}


def template(name: str, question: dict[str, Any], authority: str) -> dict[str, Any]:
    """What `belenios-tool setup make-election` begins with."""
    return {
        "name": name,
        "description": "",
        "questions": [question],
        "administrator": authority,
        "credential_authority": authority,
    }


def said_in(question: dict[str, Any]) -> tuple[str, list[str]]:
    """Its text and its answers, whichever kind it is."""
    said = question.get("value", question)
    return said["question"], said["answers"]


def group_of(question: dict[str, Any]) -> str:
    return GROUP_OF_RANKINGS if question.get("type") else GROUP_OF_MARKS


def read(raw: bytes) -> Archive:
    """Raises `ArchiveUnreadable`."""
    try:
        return _read(_members(raw))
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError) as error:
        raise ArchiveUnreadable(str(error)) from error


def _members(raw: bytes) -> dict[str, bytes]:
    """In their order. Nothing is unpacked to disk."""
    found: dict[str, bytes] = {}
    if len(raw) > LARGEST:
        raise ArchiveUnreadable("too large")
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as tar:
        for member in tar:
            if len(found) > MOST_FILES or not member.isreg() or member.name in found:
                raise ArchiveUnreadable(member.name)
            if not _MEMBER.fullmatch(member.name):
                raise ArchiveUnreadable(member.name)
            file = tar.extractfile(member)
            found[member.name] = file.read() if file else b""
    return found


def _read(members: dict[str, bytes]) -> Archive:
    def document(name: str) -> Any:
        return json.loads(members[f"{name}.data.json"])

    events = [json.loads(raw) for name, raw in members.items() if name.endswith(".event.json")]
    payloads = {event["type"]: event.get("payload") for event in events}
    setup = document(payloads["Setup"])
    election = document(setup["election"])
    if not _UUID.fullmatch(election["uuid"]):
        raise ArchiveUnreadable("uuid")
    tally = document(payloads["EncryptedTally"]) if "EncryptedTally" in payloads else {}
    result = document(payloads["Result"])["result"] if "Result" in payloads else None
    return Archive(
        uuid=election["uuid"],
        questions=list(election["questions"]),
        credentials=len(document(setup["credentials"])),
        fingerprint=str(payloads["Setup"]),
        events=tuple(event["type"] for event in events),
        tallied=tally.get("num_tallied"),
        result=result,
    )


def verify(raw: bytes, *, before: bytes | None = None) -> Archive:
    """Everything that the tool can check; with `before`, also that it only went on from there.

    Raises `ArchiveUnreadable` or `ArchiveWrong`.
    """
    found = read(raw)
    with tempfile.TemporaryDirectory(prefix="barrio-belenios-") as folder:
        now = _laid_out(Path(folder) / "now", found.uuid, raw)
        _run("election", "verify", "--dir", str(now))
        if before is not None:
            then = _laid_out(Path(folder) / "then", found.uuid, before)
            _run("election", "verify-diff", "--dir1", str(then), "--dir2", str(now))
    return found


def _laid_out(folder: Path, uuid: str, raw: bytes) -> Path:
    folder.mkdir()
    (folder / f"{uuid}.bel").write_bytes(raw)
    return folder


def _run(*words: str) -> None:
    """In a process of its own, with limits on memory and time."""
    limits = ["prlimit", f"--as={MEMORY}", f"--cpu={PATIENCE}"] if shutil.which("prlimit") else []
    try:
        done = subprocess.run(
            [*limits, TOOL, *words],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
            env={"PATH": os.environ.get("PATH", os.defpath), "BELENIOS_USE_URANDOM": "1"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ArchiveWrong(str(error)) from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise ArchiveWrong(said[-1] if said else str(done.returncode))
