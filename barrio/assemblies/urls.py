from django.urls import path

from barrio.assemblies.views import acts, home, meetings, motions, roll, rules, votes

app_name = "assemblies"

urlpatterns = [
    path("", home.decide, name="decide"),
    path("rules/", rules.rules_list, name="rules-list"),
    path("rules/choose/", rules.rules_choose, name="rules-choose"),
    path("rules/<uuid:rules_id>/", rules.rules_read, name="rules-read"),
    path("rules/<uuid:rules_id>/change/", rules.rules_change, name="rules-change"),
    path("rules/<uuid:rules_id>/begin/", rules.rules_begin, name="rules-begin"),
    path("roll/", roll.roll_list, name="roll-list"),
    path("roll/enter/<uuid:person_id>/", roll.roll_enter, name="roll-enter"),
    path("roll/<uuid:entry_id>/leave/", roll.roll_leave, name="roll-leave"),
    path("convene/", meetings.assembly_convene, name="assembly-convene"),
    path("assemblies/<uuid:assembly_id>/", meetings.assembly_read, name="assembly-read"),
    path("assemblies/<uuid:assembly_id>/item/", meetings.assembly_item, name="assembly-item"),
    path("assemblies/<uuid:assembly_id>/notice/", meetings.assembly_notice, name="assembly-notice"),
    path("assemblies/<uuid:assembly_id>/again/", meetings.assembly_again, name="assembly-again"),
    path("assemblies/<uuid:assembly_id>/door/", meetings.assembly_door, name="assembly-door"),
    path("assemblies/<uuid:assembly_id>/come/", meetings.assembly_come, name="assembly-come"),
    path("assemblies/<uuid:assembly_id>/screen/", meetings.assembly_screen, name="assembly-screen"),
    *(
        path(
            f"assemblies/<uuid:assembly_id>/{step}/",
            meetings.assembly_step,
            {"step": step},
            name=f"assembly-{step}",
        )
        for step in meetings.STEPS
    ),
    path("presences/<uuid:presence_id>/end/", meetings.presence_end, name="presence-end"),
    path("items/<uuid:item_id>/motion/", motions.motion_put, name="motion-put"),
    path("items/<uuid:item_id>/urgency/", motions.urgency_open, name="urgency-open"),
    path("motions/<uuid:motion_id>/", motions.motion_read, name="motion-read"),
    path("motions/<uuid:motion_id>/amend/", motions.motion_amend, name="motion-amend"),
    path("motions/<uuid:motion_id>/withdraw/", motions.motion_withdraw, name="motion-withdraw"),
    path("motions/<uuid:motion_id>/vote/", motions.vote_open, name="vote-open"),
    path("votes/<uuid:vote_id>/", votes.vote_read, name="vote-read"),
    path("votes/<uuid:vote_id>/count/", votes.vote_count, name="vote-count"),
    path("votes/<uuid:vote_id>/name/", votes.vote_name, name="vote-name"),
    path("votes/<uuid:vote_id>/close/", votes.vote_close, name="vote-close"),
    path("votes/<uuid:vote_id>/void/", votes.vote_void, name="vote-void"),
    path("acts/", acts.act_list, name="act-list"),
    path("acts/<uuid:act_id>/", acts.act_read, name="act-read"),
    path("acts/<uuid:act_id>/duty/", acts.act_duty, name="act-duty"),
    path("duties/<uuid:duty_id>/settle/", acts.duty_settle, name="duty-settle"),
]
