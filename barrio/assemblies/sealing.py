"""A ballot while the vote is open: sealed to the first teller, then to the second, then under a
key of the vote that is erased with the envelopes. Each teller holds a code and nothing else.
"""

import os
import uuid

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric import ec

from barrio.assemblies.models import TellerKey, Voted
from barrio.core import crypto
from barrio.paper.codes import NotANumber, new_number, normal_number
from barrio.sync.sealing import (
    SealedDoesNotOpen,
    open_from_phone,
    private_key,
    public_point,
    seal_to,
)

CODE_LENGTH = 12  # of 31 characters each: 59 bits, behind argon2id
TRACKER_LENGTH = 7


class WrongCode(Exception):
    """The code is not the one this teller was given."""


def new_code() -> str:
    return new_number(CODE_LENGTH)


def new_tracker() -> str:
    return new_number(TRACKER_LENGTH)


def new_salt() -> bytes:
    return os.urandom(16)


def key_of(code: str, salt: bytes) -> ec.EllipticCurvePrivateKey:
    """The same key for the same code, however it was typed. Raises `WrongCode`."""
    try:
        secret = normal_number(code).encode()
    except NotANumber as error:
        raise WrongCode from error
    seed = hash_secret_raw(
        secret, salt, time_cost=3, memory_cost=64 * 1024, parallelism=2, hash_len=32, type=Type.ID
    )
    return private_key(seed)


def opened_by(key: TellerKey, code: str) -> ec.EllipticCurvePrivateKey:
    """The teller's key. Raises `WrongCode`."""
    found = key_of(code, bytes(key.salt))
    if public_point(found) != bytes(key.point):
        raise WrongCode
    return found


def put_in(mark: Voted, keys: list[TellerKey], own: bytes, said: str, tracker: str) -> str:
    """The envelope of one ballot; `own` is the key of the vote."""
    body = {"said": said, "tracker": tracker}
    for key in keys:
        body = {"box": seal_to(bytes(key.point), body, aad=_aad(mark, key.layer))}
    return crypto.seal(own, body["box"].encode(), aad=_aad(mark, 3).decode()).hex()


def take_out(mark: Voted, keys: list[ec.EllipticCurvePrivateKey], own: bytes) -> tuple[str, str]:
    """(What it says, its tracker). Raises `SealedDoesNotOpen`."""
    try:
        box = crypto.open_sealed(own, bytes.fromhex(mark.envelope), aad=_aad(mark, 3).decode())
    except (crypto.DoesNotOpen, ValueError) as error:
        raise SealedDoesNotOpen from error
    body = {"box": box.decode()}
    for layer in range(len(keys), 0, -1):
        body = open_from_phone(keys[layer - 1], body["box"], aad=_aad(mark, layer))
    return body["said"], body["tracker"]


def _aad(mark: Voted, layer: int) -> bytes:
    return f"{mark.vote_id}|{uuid.UUID(str(mark.person_id))}|{layer}".encode()
