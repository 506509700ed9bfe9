from django.urls import path

from barrio.places import views

app_name = "places"

urlpatterns = [
    path("", views.place_map, name="map"),
    path("map.json", views.map_data, name="map-data"),
    path("streets/<uuid:street_id>/", views.street_read, name="street-read"),
    path("streets/<uuid:street_id>/map.json", views.street_data, name="street-data"),
    path("sites/add/", views.site_add, name="site-add"),
    path("sites/<uuid:site_id>/", views.site_read, name="site-read"),
    path("sites/<uuid:site_id>/map.json", views.site_data, name="site-data"),
    path("sites/<uuid:site_id>/add/", views.site_add_inside, name="site-add-inside"),
    path("doors/add/", views.door_add, name="door-add"),
    path("doors/<uuid:dwelling_id>/caution/", views.caution, name="caution"),
    path("doors/<uuid:dwelling_id>/do-not-knock/", views.do_not_knock, name="do-not-knock"),
]
