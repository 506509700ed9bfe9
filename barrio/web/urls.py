from django.urls import path

from barrio.web.views import events, home, public, push

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("sw.js", push.service_worker, name="service-worker"),
    path("heard/", home.grievances, name="grievances"),
    path("audit/", home.audit, name="audit"),
    path("c/<slug:slug>/", public.public, name="public"),
    path("c/<slug:slug>/alerts/", public.sign_up, name="sign-up"),
    path("c/<slug:slug>/alerts/done/<slug:channel>/", public.sign_up_done, name="sign-up-done"),
    path("c/<slug:slug>/alerts/push/", push.push_sign_up, name="push-sign-up"),
    path("c/<slug:slug>/events/", events.public_events, name="public-events"),
    path("c/<slug:slug>/events/past/", events.public_events_past, name="public-events-past"),
    path("c/<slug:slug>/events/calendar.ics", events.public_calendar, name="public-calendar"),
    path("c/<slug:slug>/events/<uuid:event_id>/", events.public_event, name="public-event"),
    path(
        "c/<slug:slug>/events/<uuid:event_id>/calendar.ics",
        events.public_event_calendar,
        name="public-event-calendar",
    ),
    path("c/<slug:slug>/report/", public.report, name="report"),
    path("c/<slug:slug>/report/done/<str:code>/", public.report_done, name="report-done"),
]
