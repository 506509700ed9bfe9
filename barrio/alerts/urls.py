from django.urls import path

from barrio.alerts import views

app_name = "alerts"

urlpatterns = [
    path("", views.triage, name="triage"),
    path("reports/log/", views.report_log, name="report-log"),
    path("reports/<uuid:report_id>/", views.report_read, name="report-read"),
    path("reports/<uuid:report_id>/confirm/", views.report_confirm, name="report-confirm"),
    path("reports/<uuid:report_id>/dismiss/", views.report_dismiss, name="report-dismiss"),
    path("reports/<uuid:report_id>/alert/", views.alert_compose, name="alert-compose"),
    path("drill/", views.drill_compose, name="drill-compose"),
    path("alerts/<uuid:alert_id>/", views.alert_read, name="alert-read"),
    path("alerts/<uuid:alert_id>/release/", views.alert_release, name="alert-release"),
    path("alerts/<uuid:alert_id>/drop/", views.alert_drop, name="alert-drop"),
    path("alerts/<uuid:alert_id>/clear/", views.alert_clear, name="alert-clear"),
]
