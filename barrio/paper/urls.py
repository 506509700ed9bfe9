from django.urls import path

from barrio.paper import views

app_name = "paper"

urlpatterns = [
    path("key/", views.key_find, name="key-find"),
    path("turf/<uuid:turf_id>/print/", views.turf_print, name="turf-print"),
    path("sheets/<uuid:sheet_id>/", views.sheet_key, name="sheet-key"),
    path("sheets/<uuid:sheet_id>/pdf/", views.sheet_pdf, name="sheet-pdf"),
    path("sheets/<uuid:sheet_id>/tally/", views.sheet_count, name="sheet-count"),
    path("shifts/<uuid:assignment_id>/tally/", views.shift_count, name="shift-count"),
    path("canvass/<uuid:canvass_id>/", views.canvass_paper, name="canvass-paper"),
]
