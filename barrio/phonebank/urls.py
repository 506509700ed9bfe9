from django.urls import path

from barrio.phonebank import views

app_name = "phonebank"

urlpatterns = [
    path("", views.bank_list, name="bank-list"),
    path("open/", views.bank_open, name="bank-open"),
    path("<uuid:bank_id>/", views.bank_read, name="bank-read"),
    path("<uuid:bank_id>/fill/", views.bank_fill, name="bank-fill"),
    path("<uuid:bank_id>/close/", views.bank_close, name="bank-close"),
    path("<uuid:bank_id>/next/", views.bank_call, name="bank-call"),
    path("lines/<uuid:line_id>/outcome/", views.line_outcome, name="line-outcome"),
    path("lines/<uuid:line_id>/send/", views.line_send, name="line-send"),
    path("lines/<uuid:line_id>/give-back/", views.line_give_back, name="line-give-back"),
    path("lines/<uuid:line_id>/texts/", views.line_talk, name="line-talk"),
    path("made/<uuid:call_id>/undo/", views.call_undo, name="call-undo"),
    path("replies/<uuid:reply_id>/answer/", views.reply_answer, name="reply-answer"),
]
