"""What a phone sealed opens here, in its own envelope, and nowhere else."""

import base64
import json
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest

from barrio.core.crypto import new_key
from barrio.sync.sealing import (
    SealedDoesNotOpen,
    binding,
    open_from_phone,
    private_key,
    public_point,
    seal_to,
)

BODY = {"result": "spoke", "grievance": {"words": "El techo gotea — ñandú"}}
AAD = binding(uuid.UUID(int=1), "attempt", "turf")
SEAL_JS = Path(__file__).resolve().parents[2] / "barrio/canvass/static/canvass/shift/seal.js"


@pytest.fixture
def key():
    return private_key(new_key())


@pytest.fixture
def sealed(key):
    return seal_to(public_point(key), BODY, aad=AAD)


def test_it_opens_with_its_key(key, sealed):
    assert open_from_phone(key, sealed, aad=AAD) == BODY


def test_the_key_of_a_seed_is_always_the_same():
    seed = new_key()
    assert public_point(private_key(seed)) == public_point(private_key(seed))
    assert public_point(private_key(b"\xff" * 32))  # above the order of the curve


def test_it_opens_in_no_other_envelope(key, sealed):
    other = binding(uuid.UUID(int=2), "attempt", "turf")
    with pytest.raises(SealedDoesNotOpen):
        open_from_phone(key, sealed, aad=other)


def test_it_opens_with_no_other_key(sealed):
    with pytest.raises(SealedDoesNotOpen):
        open_from_phone(private_key(new_key()), sealed, aad=AAD)


@pytest.mark.parametrize("place", [0, 1, 40, 70, -1])
def test_a_flipped_bit_is_seen(key, sealed, place):
    raw = bytearray(base64.b64decode(sealed))
    raw[place] ^= 1
    with pytest.raises(SealedDoesNotOpen):
        open_from_phone(key, base64.b64encode(raw).decode(), aad=AAD)


@pytest.mark.parametrize(
    "text", ["", "no base64!", "AQ==", base64.b64encode(b"\x01" * 90).decode()]
)
def test_what_is_no_sealed_body_is_refused(key, text):
    with pytest.raises(SealedDoesNotOpen):
        open_from_phone(key, text, aad=AAD)


def test_a_body_that_is_no_object_is_refused(key):
    sealed = seal_to(public_point(key), [1, 2], aad=AAD)
    with pytest.raises(SealedDoesNotOpen):
        open_from_phone(key, sealed, aad=AAD)


def test_what_a_browser_seals_opens_here(key):
    """The phone's own script, run by Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; the browser tests seal in Chromium")
    point = base64.b64encode(public_point(key)).decode()
    script = f"""
        import {{ readFileSync }} from "node:fs";
        const source = readFileSync({json.dumps(str(SEAL_JS))}, "utf8");
        const seal = await import("data:text/javascript," + encodeURIComponent(source));
        const to = {{ id: "{uuid.UUID(int=1)}", kind: "attempt", to: "turf" }};
        console.log(await seal.sealTo(seal.fromBase64("{point}"), {json.dumps(BODY)}, to));
    """
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    assert open_from_phone(key, done.stdout.strip(), aad=AAD) == BODY
