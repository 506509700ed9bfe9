from django.urls import path

from barrio.events import views

app_name = "events"

urlpatterns = [
    path("", views.event_list, name="event-list"),
    path("past/", views.event_past, name="event-past"),
    path("plan/", views.event_plan, name="event-plan"),
    path("<uuid:event_id>/", views.event_read, name="event-read"),
    path("<uuid:event_id>/change/", views.event_change, name="event-change"),
    path("<uuid:event_id>/cancel/", views.event_cancel, name="event-cancel"),
]
