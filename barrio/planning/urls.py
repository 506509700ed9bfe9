from django.urls import path

from barrio.planning.views import ideas, own, plans

app_name = "planning"

urlpatterns = [
    path("", plans.plan_list, name="plan-list"),
    path("begin/", plans.plan_begin, name="plan-begin"),
    path("<uuid:plan_id>/", plans.plan_read, name="plan-read"),
    path("<uuid:plan_id>/phase/", plans.phase_close, name="phase-close"),
    path("<uuid:plan_id>/finding/", plans.finding_add, name="finding-add"),
    path("<uuid:plan_id>/propose/", plans.idea_propose, name="idea-propose"),
    path("<uuid:plan_id>/budget/", plans.budget_set, name="budget-set"),
    path("<uuid:plan_id>/vote/", plans.plan_vote, name="plan-vote"),
    path("findings/<uuid:finding_id>/point/", plans.finding_point, name="finding-point"),
    path("ideas/<uuid:idea_id>/", ideas.idea_read, name="idea-read"),
    path("ideas/<uuid:idea_id>/support/", ideas.idea_support, name="idea-support"),
    path("ideas/<uuid:idea_id>/cost/", ideas.idea_cost, name="idea-cost"),
    path("ideas/<uuid:idea_id>/merge/", ideas.idea_merge, name="idea-merge"),
    path("ideas/<uuid:idea_id>/withdraw/", ideas.idea_withdraw, name="idea-withdraw"),
    path("ideas/<uuid:idea_id>/choose/", ideas.idea_choose, name="idea-choose"),
    path("ideas/<uuid:idea_id>/step/", ideas.step_add, name="step-add"),
    path("ideas/<uuid:idea_id>/review/", ideas.idea_review, name="idea-review"),
    path("steps/<uuid:step_id>/finish/", ideas.step_finish, name="step-finish"),
    path("offers/<uuid:offer_id>/answer/", ideas.merge_answer, name="merge-answer"),
    path("link/<uuid:entry_id>/", own.link_show, name="link-show"),
    path("mine/<str:token>/", own.mine, name="mine"),
    path("mine/<str:token>/<uuid:plan_id>/", own.my_plan, name="my-plan"),
    *(
        path(
            f"mine/<str:token>/ideas/<uuid:idea_id>/{step}/",
            own.my_support,
            {"step": step},
            name=f"my-{step}",
        )
        for step in ("support", "leave")
    ),
    *(
        path(
            f"mine/<str:token>/findings/<uuid:finding_id>/{step}/",
            own.my_point,
            {"step": step},
            name=f"my-{step}",
        )
        for step in ("give", "take")
    ),
    path("mine/<str:token>/ideas/<uuid:idea_id>/merge/", own.my_merge, name="my-merge"),
    path("mine/<str:token>/offers/<uuid:offer_id>/", own.my_answer, name="my-answer"),
]
