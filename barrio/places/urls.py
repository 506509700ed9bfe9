from django.urls import path

from barrio.places import views

app_name = "places"

urlpatterns = [
    path("", views.place_map, name="map"),
    path("map.json", views.map_data, name="map-data"),
]
