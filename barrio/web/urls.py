from django.urls import path

from barrio.web.views import home, public, push

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
    path("c/<slug:slug>/report/", public.report, name="report"),
    path("c/<slug:slug>/report/done/<str:code>/", public.report_done, name="report-done"),
]
