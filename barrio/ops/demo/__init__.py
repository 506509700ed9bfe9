"""Norris Square for trying Barrio: invented people on streets whose names are real."""

from barrio.ops.demo.load import load_demo
from barrio.ops.demo.people import LOGINS

__all__ = ["LOGINS", "load_demo"]
