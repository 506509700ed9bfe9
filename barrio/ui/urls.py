from django.urls import path

from barrio.ui import views

app_name = "ui"
urlpatterns = [
    path("components/", views.gallery, name="gallery"),
    path("theme/", views.set_theme, name="theme"),
    path("ui.css", views.styles, name="styles"),
    path("brand/<str:colour>.css", views.brand, name="brand"),
]
