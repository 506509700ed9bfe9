"""Threads that each have a connection of their own, as requests have."""

from contextlib import contextmanager

from django.db import connections


@contextmanager
def connections_of_their_own(folder, *aliases):
    """Threads begun inside get real connections: on SQLite to copies of the databases in files.

    SQLite's shared memory, in which tests run, locks in another way than files do. What the
    test made before is in the copies; what the threads wrote is seen by threads alone.
    """
    usual = {}
    for alias in aliases or ("default",):
        settings = connections.settings[alias]
        usual[alias] = settings["NAME"]
        if connections[alias].vendor == "sqlite":
            settings["NAME"] = str(folder / f"{alias}.sqlite3")
            connections[alias].cursor().execute("VACUUM INTO %s", [settings["NAME"]])
    try:
        yield
    finally:
        for alias, name in usual.items():
            connections.settings[alias]["NAME"] = name
