from django.urls import path

from barrio.census import views

app_name = "census"

urlpatterns = [
    path("letters/", views.letter_list, name="letter-list"),
    path("letters/issue/<uuid:entry_id>/", views.letter_issue, name="letter-issue"),
    path("letters/<uuid:letter_id>/", views.letter_read, name="letter-read"),
    path("letters/<uuid:letter_id>/withdraw/", views.letter_withdraw, name="letter-withdraw"),
    path("letters/<uuid:letter_id>/letter.pdf", views.letter_pdf, name="letter-pdf"),
    path("check/<str:token>/", views.letter_check, name="letter-check"),
    path("challenges/", views.challenge_list, name="challenge-list"),
    path("challenges/off/<uuid:entry_id>/", views.challenge_off, name="challenge-off"),
    path("challenges/on/<uuid:person_id>/", views.challenge_on, name="challenge-on"),
    path("challenges/<uuid:challenge_id>/", views.challenge_read, name="challenge-read"),
    path(
        "challenges/<uuid:challenge_id>/freeze/<uuid:assembly_id>/",
        views.freeze_again,
        name="freeze-again",
    ),
]
