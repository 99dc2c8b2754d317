"""Routes of negotiation, under `/trades/`."""

from django.urls import path, register_converter

from trading.converters import TradeNumber
from trading.views import chat, joining, lists, moderation, opening, overview, room

register_converter(TradeNumber, "trade")

app_name = "trading"
urlpatterns = [
    path("", lists.mine, name="mine"),
    path("list/", lists.mine_now, name="mine_list"),
    path("unread/", lists.unread, name="unread"),
    path("all/", overview.everything, name="floor"),
    path("all/list/", overview.everything_now, name="floor_list"),
    path("new/", opening.new, name="new"),
    path("join/", joining.typed, name="join"),
    path("join/<secret:code>/", joining.linked, name="join_link"),
    path("offer/<slug:slug>/", opening.offer, name="offer"),
    path("<trade:number>/", room.show, name="room"),
    path("<trade:number>/table/", room.table, name="table"),
    path("<trade:number>/seen/", room.seen, name="seen"),
    path("<trade:number>/say/", chat.say, name="say"),
    path("<trade:number>/messages/", chat.messages, name="messages"),
    path("<trade:number>/read/", chat.read, name="read"),
    path("<trade:number>/invite/", opening.invite, name="invite"),
    path("<trade:number>/block/", moderation.block, name="block"),
    path("<trade:number>/unblock/", moderation.unblock, name="unblock"),
    path("<trade:number>/report/", moderation.report, name="report"),
    path("<trade:number>/receipt/", room.receipt, name="receipt"),
    path("<trade:number>/<slug:verb>/", room.act, name="act"),
]
