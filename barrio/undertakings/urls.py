from django.urls import path

from barrio.undertakings import views

app_name = "undertakings"

urlpatterns = [
    path("", views.undertaking_list, name="undertaking-list"),
    path("begin/", views.undertaking_begin, name="undertaking-begin"),
    path("<uuid:undertaking_id>/", views.undertaking_read, name="undertaking-read"),
    path("<uuid:undertaking_id>/end/", views.undertaking_end, name="undertaking-end"),
]
