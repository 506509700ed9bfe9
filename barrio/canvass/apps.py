from django.apps import AppConfig


class CanvassConfig(AppConfig):
    name = "barrio.canvass"
    label = "canvass"

    def ready(self) -> None:
        from barrio.canvass.knocks import take_knock, take_undo
        from barrio.canvass.queries import turf_features
        from barrio.canvass.sign_ups import register_ours
        from barrio.places.layers import register_layer
        from barrio.sync.envelopes import register

        register("attempt", take_knock)
        register("undo", take_undo)
        register_layer("turfs", turf_features)
        register_ours()
