from django.urls import include, path

urlpatterns = [
    path("sign-in/", include("barrio.accounts.allauth_urls")),
    path("account/", include("barrio.accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("barrio.ui.urls")),
    path("places/", include("barrio.places.urls")),
    path("people/", include("barrio.people.urls")),
    path("doors/", include("barrio.canvass.urls")),
    path("paper/", include("barrio.paper.urls")),
    path("calls/", include("barrio.phonebank.urls")),
    path("events/", include("barrio.events.urls")),
    path("decide/minutes/", include("barrio.minutes.urls")),
    path("decide/offices/", include("barrio.offices.urls")),
    path("decide/federation/", include("barrio.federation.urls")),
    path("decide/floor/", include("barrio.floor.urls")),
    path("decide/", include("barrio.assemblies.urls")),
    path("messages/", include("barrio.comms.urls")),
    path("respond/", include("barrio.alerts.urls")),
    path("sync/", include("barrio.sync.urls")),
    path("jobs/", include("barrio.runtime.urls")),
    path("", include("barrio.web.urls")),
]
