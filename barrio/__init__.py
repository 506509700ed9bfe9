"""Barrio: find each other, serve each other, protect each other, govern ourselves."""

__version__ = "0.1.0"
