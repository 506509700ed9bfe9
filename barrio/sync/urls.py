from django.urls import path

from barrio.sync import views

app_name = "sync"

urlpatterns = [path("", views.sync, name="sync")]
