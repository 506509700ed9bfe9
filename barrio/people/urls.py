from django.urls import path

from barrio.people.views import imports, person

app_name = "people"

people = [
    path("", person.person_list, name="person-list"),
    path("add/", person.person_add, name="person-add"),
    path("<uuid:person_id>/", person.person_read, name="person-read"),
    path("<uuid:person_id>/change/", person.person_change, name="person-change"),
    path("<uuid:person_id>/contacts/add/", person.contact_add, name="contact-add"),
    path("contacts/<uuid:point_id>/remove/", person.contact_remove, name="contact-remove"),
    path("<uuid:person_id>/consents/", person.consent_record, name="consent-record"),
    path("<uuid:person_id>/do-not-contact/", person.do_not_contact, name="do-not-contact"),
    path("<uuid:person_id>/erase/", person.person_erase, name="person-erase"),
]
lists = [
    path("imports/", imports.import_list, name="import-list"),
    path("imports/<uuid:import_id>/", imports.import_read, name="import-read"),
    path("imports/<uuid:import_id>/columns/", imports.import_map, name="import-map"),
    path("imports/<uuid:import_id>/commit/", imports.import_commit, name="import-commit"),
    path("imports/<uuid:import_id>/undo/", imports.import_undo, name="import-undo"),
]
urlpatterns = [*lists, *people]
