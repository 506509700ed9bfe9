from django.urls import path

from barrio.planning import views

app_name = "planning"

urlpatterns = [
    path("", views.plan_list, name="plan-list"),
    path("begin/", views.plan_begin, name="plan-begin"),
    path("<uuid:plan_id>/", views.plan_read, name="plan-read"),
    path("<uuid:plan_id>/phase/", views.phase_close, name="phase-close"),
    path("<uuid:plan_id>/finding/", views.finding_add, name="finding-add"),
    path("<uuid:plan_id>/propose/", views.idea_propose, name="idea-propose"),
    path("<uuid:plan_id>/budget/", views.budget_set, name="budget-set"),
    path("<uuid:plan_id>/vote/", views.plan_vote, name="plan-vote"),
    path("findings/<uuid:finding_id>/point/", views.finding_point, name="finding-point"),
    path("ideas/<uuid:idea_id>/", views.idea_read, name="idea-read"),
    path("ideas/<uuid:idea_id>/support/", views.idea_support, name="idea-support"),
    path("ideas/<uuid:idea_id>/cost/", views.idea_cost, name="idea-cost"),
    path("ideas/<uuid:idea_id>/merge/", views.idea_merge, name="idea-merge"),
    path("ideas/<uuid:idea_id>/withdraw/", views.idea_withdraw, name="idea-withdraw"),
    path("ideas/<uuid:idea_id>/choose/", views.idea_choose, name="idea-choose"),
    path("ideas/<uuid:idea_id>/step/", views.step_add, name="step-add"),
    path("ideas/<uuid:idea_id>/review/", views.idea_review, name="idea-review"),
    path("steps/<uuid:step_id>/finish/", views.step_finish, name="step-finish"),
    path("offers/<uuid:offer_id>/answer/", views.merge_answer, name="merge-answer"),
    path("link/<uuid:entry_id>/", views.link_show, name="link-show"),
    path("mine/<str:token>/", views.mine, name="mine"),
    path("mine/<str:token>/<uuid:plan_id>/", views.my_plan, name="my-plan"),
    *(
        path(
            f"mine/<str:token>/ideas/<uuid:idea_id>/{step}/",
            views.my_support,
            {"step": step},
            name=f"my-{step}",
        )
        for step in ("support", "leave")
    ),
    *(
        path(
            f"mine/<str:token>/findings/<uuid:finding_id>/{step}/",
            views.my_point,
            {"step": step},
            name=f"my-{step}",
        )
        for step in ("give", "take")
    ),
    path("mine/<str:token>/ideas/<uuid:idea_id>/merge/", views.my_merge, name="my-merge"),
    path("mine/<str:token>/offers/<uuid:offer_id>/", views.my_answer, name="my-answer"),
]
