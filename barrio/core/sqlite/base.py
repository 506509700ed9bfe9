"""Django's SQLite backend, held to our settings on every connection.

With `trusted_schema=OFF` SQLite up to 3.40 calls JSON_VALID unsafe in a CHECK, so JSON
columns go without that check (Django's own JSONField writes nothing but JSON).
"""

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base

from barrio.core.ids import uuid7_text

REQUIRED_PRAGMAS = {"foreign_keys": 1, "synchronous": 2, "secure_delete": 1, "trusted_schema": 0}


class DatabaseWrapper(base.DatabaseWrapper):
    data_type_check_constraints = {
        kind: check
        for kind, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if kind != "JSONField"
    }

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        for pragma, wanted in REQUIRED_PRAGMAS.items():
            found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
            if found != wanted:
                raise ImproperlyConfigured(f"PRAGMA {pragma} is {found}, not {wanted}")
        connection.create_function("uuid7", 0, uuid7_text)
        return connection
