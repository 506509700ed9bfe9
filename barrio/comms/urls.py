from django.urls import path

from barrio.comms import views

app_name = "comms"

urlpatterns = [
    path("m/<str:token>/", views.message_read, name="message-read"),
    path("stop/<str:token>/", views.subscription_stop, name="subscription-stop"),
    path("confirm/<str:token>/", views.endpoint_confirm, name="endpoint-confirm"),
    path("choices/<str:token>/", views.subscription_choose, name="subscription-choose"),
    path("inbound/<slug:slug>/", views.text_inbound, name="text-inbound"),
    path("push-key/", views.push_key, name="push-key"),
    path("<uuid:message_id>/progress/", views.message_progress, name="message-progress"),
    path("sink/", views.sink, name="sink"),
]
