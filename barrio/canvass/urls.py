from django.urls import path

from barrio.canvass import launch_views, number_views, shift_views, turf_views, views

app_name = "canvass"

urlpatterns = [
    path("", views.canvass_list, name="canvass-list"),
    path("open/", views.canvass_open, name="canvass-open"),
    path("shift/", shift_views.shift, name="shift"),
    path("shift/worker.js", shift_views.shift_worker, name="shift-worker"),
    path("shift/app.webmanifest", shift_views.shift_manifest, name="shift-manifest"),
    path("shift/turfs/", shift_views.shift_turfs, name="shift-turfs"),
    path("shift/turfs/<uuid:turf_id>/", shift_views.shift_capsule, name="shift-capsule"),
    path("shift/turfs/<uuid:turf_id>/share/", shift_views.shift_share, name="shift-share"),
    path("shift/file/", shift_views.shift_file, name="shift-file"),
    path("attempts/<uuid:attempt_id>/mend/", shift_views.attempt_mend, name="attempt-mend"),
    path("<uuid:canvass_id>/", views.canvass_read, name="canvass-read"),
    path("<uuid:canvass_id>/days/", launch_views.launch_list, name="launch-list"),
    path("<uuid:canvass_id>/numbers/", number_views.canvass_numbers, name="canvass-numbers"),
    path("<uuid:canvass_id>/coverage/", number_views.coverage_map, name="coverage-map"),
    path("days/<uuid:launch_id>/", launch_views.launch_read, name="launch-read"),
    path("days/<uuid:launch_id>/arrive/", launch_views.launch_arrive, name="launch-arrive"),
    path("days/<uuid:launch_id>/give/", launch_views.launch_give, name="launch-give"),
    path("days/<uuid:launch_id>/close/", launch_views.launch_close, name="launch-close"),
    path("walkers/<uuid:walker_id>/", launch_views.walker_set, name="walker-set"),
    path("walkers/<uuid:walker_id>/leave/", launch_views.walker_leave, name="walker-leave"),
    path("attempts/<uuid:attempt_id>/kept/", number_views.promise_kept, name="promise-kept"),
    path("<uuid:canvass_id>/cut/", turf_views.turf_cut, name="turf-cut"),
    path("turf/<uuid:turf_id>/", turf_views.turf_read, name="turf-read"),
    path("turf/<uuid:turf_id>/assign/", turf_views.turf_assign, name="turf-assign"),
    path("turf/<uuid:turf_id>/split/", turf_views.turf_split, name="turf-split"),
    path("turf/<uuid:turf_id>/join/", turf_views.turf_join, name="turf-join"),
    path("turf/<uuid:turf_id>/move/", turf_views.turf_move, name="turf-move"),
    path("turf/<uuid:turf_id>/walk/", views.turf_walk, name="turf-walk"),
    path("turf/<uuid:turf_id>/knock/", views.knock, name="knock"),
    path("turf/<uuid:turf_id>/map/", views.turf_map, name="turf-map"),
    path("assignments/<uuid:assignment_id>/end/", turf_views.assignment_end, name="assignment-end"),
]
