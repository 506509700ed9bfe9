from django.urls import path

from barrio.runtime import views

app_name = "runtime"

urlpatterns = [
    path("<uuid:job_id>/", views.job_progress, name="job-progress"),
    path("<uuid:job_id>/cancel/", views.job_cancel, name="job-cancel"),
]
