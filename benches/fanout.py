"""Fan-out: the real path, beside a bare sender of prebuilt bytes and django-post-office."""

import asyncio
import json
import os
import subprocess
import sys
import time

from barrio.ops.tour import free_ports
from benches.ground import prepare, start_sink

SMTP, HTTP = free_ports(2)
os.environ["BARRIO_SMTP_PORT"] = str(SMTP)


def measure(work) -> tuple[float, float]:
    """Wall seconds and processor seconds of `work`."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def lines(log: str) -> list[str]:
    with open(log) as file:
        return file.read().splitlines()


def bare(count: int) -> tuple[float, float]:
    """As fast as asyncio goes: the same bytes, pipelined on as many connections; no rows."""
    from barrio.comms.channels.email.smtp import SmtpConnection, SmtpServer, deliver_many

    texts = [
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n"
        + f"Message-ID: <bare{number}@example.org>\r\n\r\n".encode()
        + b"Look out. " * 120
        for number in range(count)
    ]

    async def main() -> None:
        waiting = iter(texts)

        async def one() -> None:
            connection = SmtpConnection(SmtpServer("127.0.0.1", SMTP), "a@example.org")
            await connection.open()
            first = next(waiting, None)
            if first:
                await deliver_many(
                    connection, first, lambda: next(waiting, None),
                    lambda item: "b@example.org", lambda item: item, lambda item, outcome: None,
                )  # fmt: skip
            await connection.close()

        await asyncio.gather(*(one() for _number in range(8)))

    return measure(lambda: asyncio.run(main()))


def barrio(count: int, log: str, **crowd) -> dict:
    from django.db.models import Min

    from barrio.comms.models import Delivery
    from barrio.comms.sender.loop import Sender
    from barrio.core.clock import now
    from benches.crowd import make_crowd

    before = len(lines(log))
    message = make_crowd(count, at=now(), **crowd)
    sender = Sender(until_idle=True)
    wall, cpu = measure(lambda: asyncio.run(sender.run()))
    handed = [line.split()[1] for line in lines(log)[before:]]
    first = Delivery.objects.filter(message=message).aggregate(first=Min("sent_at"))["first"]
    return {
        "messages/s": round(count / wall),
        "CPU ms/message": round(1000 * cpu / count, 3),
        "lost": count - len(set(handed)),
        "duplicated": len(handed) - len(set(handed)),
        "first recorded after release, s": round((first - message.released_at).total_seconds(), 2),
    }


def push_keys() -> dict:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    from barrio.comms.channels.push.webpush import b64

    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )  # fmt: skip
    return {"p256dh": b64(point), "auth": b64(b"0" * 16)}


def post_office(count: int) -> dict | None:
    command = [sys.executable, "-m", "benches.post_office_peer", str(count), str(SMTP)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def main(count: int) -> None:
    prepare()
    log = os.path.join(os.environ["BARRIO_HOME"], "handed-over")
    sink = start_sink(SMTP, HTTP, log)
    try:
        bare_wall, bare_cpu = bare(count)
        ours = barrio(count, log)
        peer = post_office(min(count, 3000))
        from barrio.accounts.models import Collective, User

        Collective.objects.filter(slug="crowd").update(slug="crowd-mail")
        for user in User.objects.all():
            User.objects.filter(pk=user.pk).update(handle=f"{user.handle}-mail")
        push = barrio(
            count // 4, log, channel="push", push_keys=push_keys(),
            address=lambda number: f"http://127.0.0.1:{HTTP}/push/{number}",
        )  # fmt: skip
    finally:
        sink.kill()
    rate = count / bare_wall
    answer = {"e-mails": count, **{f"barrio, {k}": v for k, v in ours.items()}}
    answer["bare asyncio, messages/s"] = round(rate)
    answer["bare asyncio, CPU ms/message"] = round(1000 * bare_cpu / count, 3)
    answer["ratio to bare"] = round(ours["messages/s"] / rate, 2)
    if peer:
        answer["django-post-office, messages/s"] = peer["messages/s"]
        answer["django-post-office, CPU ms/message"] = peer["CPU ms/message"]
        answer["ratio to django-post-office"] = round(ours["messages/s"] / peer["messages/s"], 1)
    else:
        answer["django-post-office"] = "not installed"
    answer["Mailman 3"] = "not installed"
    answer |= {"web pushes": count // 4, **{f"push, {k}": v for k, v in push.items()}}
    print(json.dumps(answer))


if __name__ == "__main__":
    main(int(sys.argv[1]))
