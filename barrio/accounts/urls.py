from django.urls import path

from barrio.accounts import views

app_name = "accounts"

urlpatterns = [
    path("devices/", views.devices, name="devices"),
    path("devices/end-others/", views.devices_end_others, name="devices-end-others"),
    path("devices/<uuid:device_id>/end/", views.device_end, name="device-end"),
    path("collective/choose/", views.collective_choose, name="collective-choose"),
    path("collective/", views.collective_edit, name="collective-edit"),
    path("team/", views.team, name="team"),
    path("team/give/", views.grant_give, name="grant-give"),
    path("team/grants/<uuid:grant_id>/revoke/", views.grant_revoke, name="grant-revoke"),
    path(
        "team/invitations/<uuid:invitation_id>/revoke/",
        views.invitation_revoke,
        name="invitation-revoke",
    ),
    path("invitations/<str:token>/", views.invitation_accept, name="invitation-accept"),
]
