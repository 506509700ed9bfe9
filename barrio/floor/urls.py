from django.urls import path

from barrio.floor import views

app_name = "floor"

urlpatterns = [
    path("<uuid:assembly_id>/", views.floor, name="floor"),
    path("<uuid:assembly_id>/set/", views.floor_set, name="floor-set"),
    path("<uuid:assembly_id>/ask/", views.ask_for, name="ask-for"),
    path("<uuid:assembly_id>/pulse/", views.pulse_open, name="pulse-open"),
    *(
        path(f"turns/<uuid:turn_id>/{step}/", views.turn_step, {"step": step}, name=f"turn-{step}")
        for step in views.TURNS
    ),
    path("pulses/<uuid:pulse_id>/close/", views.pulse_close, name="pulse-close"),
    path("hall/<str:token>/", views.phone, name="phone"),
    path("hall/<str:token>/withdraw/", views.phone_withdraw, name="phone-withdraw"),
    path("hall/<str:token>/hand/<uuid:pulse_id>/", views.phone_hand, name="phone-hand"),
]
