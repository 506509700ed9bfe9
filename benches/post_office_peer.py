"""django-post-office on the same sink: N personalised messages queued, then sent."""

import json
import os
import sys
import tempfile
import time


def main(count: int, port: int) -> None:
    import django
    from django.conf import settings

    home = tempfile.mkdtemp()
    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.path.join(home, "db.sqlite3"),
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
                },
            }
        },
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        POST_OFFICE={"BATCH_SIZE": 1000, "LOG_LEVEL": 1, "THREADS_PER_PROCESS": 5},
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )
    django.setup()
    from django.core.management import call_command
    from post_office import mail
    from post_office.mail import send_queued_mail_until_done

    call_command("migrate", verbosity=0)
    mail.send_many(
        [
            {
                "sender": "barrio@example.org",
                "recipients": [f"neighbour{number}@example.org"],
                "subject": "Confirmed: fire near the square",
                "message": "Look out. " * 120 + f"https://example.org/m/{number}/",
            }
            for number in range(count)
        ]
    )
    wall, cpu = time.perf_counter(), time.process_time()
    send_queued_mail_until_done(processes=1)
    seconds, used = time.perf_counter() - wall, time.process_time() - cpu
    print(
        json.dumps(
            {"messages/s": round(count / seconds), "CPU ms/message": round(1000 * used / count, 3)}
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
