from django.urls import path

from barrio.federation.views import above, bodies, links

app_name = "federation"

urlpatterns = [
    path("", bodies.overview, name="overview"),
    path("terms/", bodies.terms, name="terms"),
    path("card/", bodies.own_card, name="own-card"),
    path("meet/", bodies.meet, name="meet"),
    path("import/", bodies.bring_in, name="bring-in"),
    path("inbox/<uuid:body_id>/", bodies.inbox, name="inbox"),
    path("bodies/<uuid:sister_id>/", bodies.sister_read, name="sister-read"),
    path("bodies/<uuid:sister_id>/compare/", bodies.sister_compare, name="sister-compare"),
    path("bodies/<uuid:sister_id>/ask/", bodies.sister_ask, name="sister-ask"),
    path("bodies/<uuid:sister_id>/deliver/", bodies.sister_deliver, name="sister-deliver"),
    path("bodies/<uuid:sister_id>/documents.json", bodies.sister_export, name="sister-export"),
    path("links/<uuid:link_id>/", links.link_read, name="link-read"),
    path("links/<uuid:link_id>/answer/", links.link_answer, name="link-answer"),
    path("links/<uuid:link_id>/leave/", links.link_leave, name="link-leave"),
    path("links/<uuid:link_id>/delegate/", links.link_delegate, name="link-delegate"),
    path("links/<uuid:link_id>/propose/", links.link_propose, name="link-propose"),
    path("delegates/<uuid:delegation_id>/recall/", links.delegate_recall, name="delegate-recall"),
    path("delegates/<uuid:delegation_id>/resign/", links.delegate_resign, name="delegate-resign"),
    path("proposals/<uuid:proposal_id>/take-up/", links.take_up, name="take-up"),
    path("proposals/<uuid:proposal_id>/decline/", links.decline, name="decline"),
    path("assemblies/<uuid:assembly_id>/tell/", links.tell_agenda, name="tell-agenda"),
    path("items/<uuid:item_id>/", above.item_read, name="item-read"),
    path("items/<uuid:item_id>/mandate/", above.item_mandate, name="item-mandate"),
    path("results/<uuid:result_id>/ratify/", above.result_ratify, name="result-ratify"),
    path("votes/<uuid:vote_id>/explain/", above.vote_explain, name="vote-explain"),
]
