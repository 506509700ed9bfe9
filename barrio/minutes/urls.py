from django.urls import path

from barrio.minutes import views

app_name = "minutes"

urlpatterns = [
    path("assemblies/<uuid:assembly_id>/", views.read, name="read"),
    path("assemblies/<uuid:assembly_id>/note/", views.note, name="note"),
    path("assemblies/<uuid:assembly_id>/sign/", views.sign, name="sign"),
    path("assemblies/<uuid:assembly_id>/dissent/", views.dissent, name="dissent"),
    path("assemblies/<uuid:assembly_id>/close/", views.close, name="close"),
    path("assemblies/<uuid:assembly_id>/amend/", views.amend, name="amend"),
    path("assemblies/<uuid:assembly_id>/acta.pdf", views.acta_pdf, name="acta"),
    path("assemblies/<uuid:assembly_id>/to-sign.pdf", views.signing_pdf, name="signing"),
    path("assemblies/<uuid:assembly_id>/poster.pdf", views.poster_pdf, name="poster"),
    path("assemblies/<uuid:assembly_id>/roll/", views.roll_key, name="roll-key"),
    path("assemblies/<uuid:assembly_id>/roll/print/", views.roll_print, name="roll-print"),
    path("assemblies/<uuid:assembly_id>/roll.pdf", views.roll_pdf, name="roll"),
    path("amendments/<uuid:amendment_id>/answer/", views.answer, name="answer"),
    path("proof/<slug:slug>/<str:proof>/", views.check, name="check"),
]
