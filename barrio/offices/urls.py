from django.urls import path

from barrio.offices.views import commissions, recalls

app_name = "offices"

urlpatterns = [
    path("", commissions.overview, name="overview"),
    path("found/", commissions.found, name="found"),
    path("<uuid:commission_id>/", commissions.commission_read, name="commission-read"),
    path("<uuid:commission_id>/seat/", commissions.seat, name="seat"),
    path("<uuid:commission_id>/elected/", commissions.elected, name="elected"),
    path("<uuid:commission_id>/dissolve/", commissions.dissolve, name="dissolve"),
    path("<uuid:commission_id>/handover/", commissions.handover_list, name="handover-list"),
    path("handovers/<uuid:handover_id>/take/", commissions.handover_take, name="handover-take"),
    path("terms/<uuid:term_id>/resign/", commissions.term_resign, name="term-resign"),
    path("terms/<uuid:term_id>/conflict/", commissions.conflict, name="conflict"),
    path("conflicts/<uuid:conflict_id>/end/", commissions.conflict_end, name="conflict-end"),
    path("terms/<uuid:term_id>/recall/", recalls.recall_begin, name="recall-begin"),
    path("recalls/<uuid:petition_id>/", recalls.recall_read, name="recall-read"),
    path("recalls/<uuid:petition_id>/sign/", recalls.recall_sign, name="recall-sign"),
    path("recalls/<uuid:petition_id>/unsign/", recalls.recall_unsign, name="recall-unsign"),
    path("recalls/<uuid:petition_id>/withdraw/", recalls.recall_withdraw, name="recall-withdraw"),
    path("recalls/<uuid:petition_id>/report/", recalls.recall_report, name="recall-report"),
    path("recalls/<uuid:petition_id>/defence/", recalls.recall_defend, name="recall-defend"),
    path("recalls/<uuid:petition_id>/agenda/", recalls.recall_agenda, name="recall-agenda"),
]
