"""Routes of negotiation, under `/trades/`."""

from django.urls import path, register_converter

from trading.converters import TradeNumberConverter
from trading.views import chat, joining, lists, moderation, opening, overview, room

register_converter(TradeNumberConverter, "trade")

app_name = "trading"
urlpatterns = [
    path("", lists.my_trades_page, name="mine"),
    path("list/", lists.my_trades_list, name="mine_list"),
    path("unread/", lists.unread_badge, name="unread"),
    path("all/", overview.overview_page, name="overview"),
    path("all/list/", overview.overview_list, name="overview_list"),
    path("new/", opening.open_trade, name="new"),
    path("join/", joining.join_by_code, name="join"),
    path("join/<secret:code>/", joining.join_by_link, name="join_link"),
    path("offer/<slug:slug>/", opening.make_offer, name="offer"),
    path("<trade:number>/", room.room_page, name="room"),
    path("<trade:number>/table/", room.room_update, name="room_update"),
    path("<trade:number>/seen/", room.mark_seen, name="mark_seen"),
    path("<trade:number>/say/", chat.post_message, name="post_message"),
    path("<trade:number>/messages/", chat.list_messages, name="list_messages"),
    path("<trade:number>/read/", chat.mark_read, name="mark_read"),
    path("<trade:number>/invite/", opening.invite_buyer, name="invite"),
    path("<trade:number>/block/", moderation.block_participant, name="block"),
    path("<trade:number>/unblock/", moderation.unblock_participant, name="unblock"),
    path("<trade:number>/report/", moderation.report_room, name="report"),
    path("<trade:number>/receipt/", room.receipt_page, name="receipt"),
    path("<trade:number>/<slug:verb>/", room.take_action, name="take_action"),
]
