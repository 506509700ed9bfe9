from django.urls import path

from barrio.treasury.views import keeping, requests

app_name = "treasury"

urlpatterns = [
    path("books/<uuid:book_id>/requests/", requests.request_list, name="request-list"),
    path("books/<uuid:book_id>/ask/", requests.request_begin, name="request-begin"),
    path("requests/<uuid:request_id>/", requests.request_read, name="request-read"),
    path("requests/<uuid:request_id>/edit/", requests.request_edit, name="request-edit"),
    path(
        "requests/<uuid:request_id>/withdraw/", requests.request_withdraw, name="request-withdraw"
    ),
    path("requests/<uuid:request_id>/paper/", requests.paper_add, name="paper-add"),
    path("versions/<uuid:version_id>/approve/", requests.request_approve, name="request-approve"),
    path("versions/<uuid:version_id>/refuse/", requests.request_refuse, name="request-refuse"),
    path("versions/<uuid:version_id>/order/", requests.request_order, name="request-order"),
    path("orders/<uuid:order_id>/pay/", requests.order_pay, name="order-pay"),
    path("orders/<uuid:order_id>/void/", requests.order_void, name="order-void"),
    path("papers/<uuid:paper_id>/", requests.paper_read, name="paper-read"),
    path("signatories/", keeping.signatory_list, name="signatory-list"),
    path("signatories/name/<uuid:term_id>/", keeping.signatory_name, name="signatory-name"),
    path(
        "signatories/<uuid:signatory_id>/confirm/",
        keeping.signatory_confirm,
        name="signatory-confirm",
    ),
    path("signatories/<uuid:signatory_id>/end/", keeping.signatory_end, name="signatory-end"),
    path("kin/", keeping.kin_declare, name="kin-declare"),
    path("kin/<uuid:kinship_id>/end/", keeping.kin_end, name="kin-end"),
    path("payees/", keeping.payee_list, name="payee-list"),
    path("payees/add/", keeping.payee_add, name="payee-add"),
    path("payees/<uuid:payee_id>/", keeping.payee_read, name="payee-read"),
    path("payees/<uuid:payee_id>/account/", keeping.payout_add, name="payout-add"),
    path("books/<uuid:book_id>/allowances/", keeping.allowance_list, name="allowance-list"),
    path("books/<uuid:book_id>/allowances/say/", keeping.allowance_say, name="allowance-say"),
    path(
        "allowances/<uuid:allowance_id>/confirm/",
        keeping.allowance_confirm,
        name="allowance-confirm",
    ),
    path("books/<uuid:book_id>/rule/", keeping.rule_set, name="rule-set"),
    path("projects/<uuid:project_id>/budget/", keeping.budget_read, name="budget-read"),
    path("projects/<uuid:project_id>/budget/set/", keeping.budget_set, name="budget-set"),
]
