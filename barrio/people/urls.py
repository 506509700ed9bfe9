from django.urls import path

from barrio.people import import_views, views

app_name = "people"

person = [
    path("", views.person_list, name="person-list"),
    path("add/", views.person_add, name="person-add"),
    path("<uuid:person_id>/", views.person_read, name="person-read"),
    path("<uuid:person_id>/change/", views.person_change, name="person-change"),
    path("<uuid:person_id>/contacts/add/", views.contact_add, name="contact-add"),
    path("contacts/<uuid:point_id>/remove/", views.contact_remove, name="contact-remove"),
    path("<uuid:person_id>/consents/", views.consent_record, name="consent-record"),
    path("<uuid:person_id>/do-not-contact/", views.do_not_contact, name="do-not-contact"),
    path("<uuid:person_id>/erase/", views.person_erase, name="person-erase"),
]
imports = [
    path("imports/", import_views.import_list, name="import-list"),
    path("imports/<uuid:import_id>/", import_views.import_read, name="import-read"),
    path("imports/<uuid:import_id>/columns/", import_views.import_map, name="import-map"),
    path("imports/<uuid:import_id>/commit/", import_views.import_commit, name="import-commit"),
    path("imports/<uuid:import_id>/undo/", import_views.import_undo, name="import-undo"),
]
urlpatterns = [*imports, *person]
