from django.urls import path

from barrio.facilitation import views

app_name = "facilitation"

urlpatterns = [
    path("<uuid:assembly_id>/", views.running, name="running"),
    path("<uuid:assembly_id>/access/", views.access_tell, name="access-tell"),
    path("<uuid:assembly_id>/draw/", views.part_draw, name="part-draw"),
    path("<uuid:assembly_id>/part/", views.part_give, name="part-give"),
    path("<uuid:assembly_id>/item/end/", views.item_end, name="item-end"),
    path("<uuid:assembly_id>/heed/", views.signals_heed, name="signals-heed"),
    path("<uuid:assembly_id>/caption/", views.caption_write, name="caption-write"),
    path("parts/<uuid:part_id>/end/", views.part_end, name="part-end"),
    path("items/<uuid:item_id>/begin/", views.item_begin, name="item-begin"),
    path("hall/<str:token>/", views.phone, name="phone"),
    *(
        path(f"hall/<str:token>/{step}/", views.phone_offer, {"step": step}, name=f"phone-{step}")
        for step in ("offer", "withdraw")
    ),
    path("hall/<str:token>/signal/", views.phone_signal, name="phone-signal"),
    path("hall/<str:token>/part/end/", views.phone_part_end, name="phone-part-end"),
    path("hall/<str:token>/item/end/", views.phone_item_end, name="phone-item-end"),
    path("hall/<str:token>/item/<uuid:item_id>/", views.phone_item, name="phone-item"),
    path("hall/<str:token>/caption/", views.phone_caption, name="phone-caption"),
    *(
        path(
            f"hall/<str:token>/turn/<uuid:turn_id>/{step}/",
            views.phone_turn,
            {"step": step},
            name=f"phone-turn-{step}",
        )
        for step in views.TURNS
    ),
]
