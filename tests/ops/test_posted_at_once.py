"""The same form, sent by eight connections in the same moment, makes one thing."""

import os
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from barrio.ops.visitor import TOKEN, Visitor, first_error
from barrio.people.models import Person
from tests.ops.machine import ROOT
from tests.postgres import free_port

AT_ONCE = 8
POSTGRES = os.environ.get("BARRIO_TEST_DATABASE") == "postgres"
FORM_ID = re.compile(r'name="form_id" value="([0-9a-f-]{36})"')
COUNT = """
from barrio.people.models import Person
from barrio.runtime.models import FormReceipt
print(Person.objects.count(), FormReceipt.objects.count())
"""


@pytest.fixture
def address(machine):
    port = free_port()
    argv = ["uvicorn", "barrio.asgi:application", "--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen([sys.executable, "-m", *argv], env=machine.env, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 60
    while not answers(address):
        assert server.poll() is None and time.monotonic() < end
        time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(20)


def answers(address):
    try:
        return httpx.get(address + "/sign-in/", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.skipif(POSTGRES, reason="the next test does it on PostgreSQL, without a server")
def test_eight_sendings_at_once_make_one_person(machine, address):
    ana = Visitor(address, "en")
    ana.sign_in("ana", "norris square demo")
    people, receipts = map(int, machine.python(COUNT).split())
    page = ana.read("/people/add/")
    typed = {
        "csrfmiddlewaretoken": TOKEN.search(page)[1],
        "form_id": FORM_ID.search(page)[1],
        "name": "Wilhelmina Prueba",
        "language": "es",
        "stage": "neighbour",
    }
    together = threading.Barrier(AT_ONCE)

    def send(_number):
        cookies = dict(ana.http.cookies)
        with httpx.Client(base_url=address, cookies=cookies, trust_env=False, timeout=60) as http:
            together.wait()
            return http.post("/people/add/", data=typed)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = list(pool.map(send, range(AT_ONCE)))
    assert {answer.status_code for answer in sent} == {302}, first_error(sent[0].text)
    assert len({answer.headers["Location"] for answer in sent}) == 1
    assert machine.python(COUNT).split() == [str(people + 1), str(receipts + 1)]
    ana.http.close()


@pytest.mark.skipif(not POSTGRES, reason="SQLite's tests share one connection")
@pytest.mark.django_db(transaction=True)
def test_eight_sendings_at_once_make_one_person_on_postgresql(as_, cast, keys):
    page = as_("ana").get(reverse("people:person-add")).content.decode()
    typed = {
        "form_id": FORM_ID.search(page)[1],
        "name": "Wilhelmina Prueba",
        "language": "es",
        "stage": "neighbour",
    }
    together = threading.Barrier(AT_ONCE)

    def send(_number):
        client = Client()
        client.force_login(cast.ana)
        together.wait()
        try:
            return client.post(reverse("people:person-add"), typed)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = list(pool.map(send, range(AT_ONCE)))
    assert {answer.status_code for answer in sent} == {302}
    assert len({answer["Location"] for answer in sent}) == 1
    assert Person.objects.count() == 1
