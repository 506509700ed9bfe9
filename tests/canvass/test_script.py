"""The script: questions in both languages, answers, and where each leads."""

import html

import pytest
from django.urls import reverse

from barrio.canvass.models import Canvass

pytestmark = pytest.mark.django_db

FORM = {"name": "Heating", "opening_en": "Hi", "opening_es": "Hola"}
ONE = {"question_en_1": "Is it warm?", "question_es_1": "¿Hace calor?"}
TWO = {"question_en_2": "Since when?", "question_es_2": "¿Desde cuándo?"}


def post(as_, **more):
    return as_("ana").post(reverse("canvass:canvass-open"), {**FORM, **more})


def test_answers_lead_on_or_end(as_):
    answer = post(as_, **ONE, **TWO, answers_1="No | No > 2\n\nYes | Sí > end\n")
    assert answer.status_code == 302
    first, second = Canvass.objects.get().questions
    assert first["choices"] == [
        {"value": "a1", "text": {"en": "No", "es": "No"}, "next": "q2"},
        {"value": "a2", "text": {"en": "Yes", "es": "Sí"}, "next": "end"},
    ]
    assert second == {
        "key": "q2", "text": {"en": "Since when?", "es": "¿Desde cuándo?"}, "choices": []
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"question_en_1": "Warm?"}, "Write the question in both languages"),
        ({"answers_1": "Yes | Sí"}, "There are answers, but no question."),
        ({**ONE, "answers_1": "Yes"}, "write English | Spanish"),
        ({**ONE, "answers_1": "Yes | Sí > 2"}, "leads to no later question"),
        ({**ONE, **TWO, "answers_2": "Yes | Sí > 1"}, "leads to no later question"),
        ({**ONE, "answers_1": "Yes | Sí > ²"}, "leads to no later question"),
    ],
)
def test_refuses_a_script_that_leads_nowhere(as_, more, sentence):
    page = html.unescape(post(as_, **more).content.decode())
    assert sentence in page and not Canvass.objects.exists()
    assert all(value in page for value in more.values())
