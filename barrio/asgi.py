"""A thin ASGI shell: native routes by prefix, Django's WSGI handler for everything else.

Django's own ASGI handler hops to a thread for each hook of each middleware, which made a
page four to twelve times slower here; streams of events alone need ASGI.
"""

import sys
from typing import Any

from a2wsgi import WSGIMiddleware

from barrio.wsgi import application as django_application

THREADS = 4
# Seconds after which a busy thread lets another run. The loop that takes requests in needs the
# interpreter for microseconds at a time; at Python's own 5 ms it waited behind every page.
SWITCH_INTERVAL = 0.0005

# Path prefix -> ASGI application. An app that streams registers itself at import.
NATIVE: dict[str, Any] = {}

sys.setswitchinterval(SWITCH_INTERVAL)
_wsgi: Any = django_application  # Django's stubs and a2wsgi's name the same thing differently
_django = WSGIMiddleware(_wsgi, workers=THREADS)


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    await _app_for(scope)(scope, receive, send)


def _app_for(scope: Any) -> Any:
    path = scope.get("path", "")
    for prefix, native in NATIVE.items():
        if path.startswith(prefix):
            return native
    return _django


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
