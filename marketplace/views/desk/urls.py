"""Routes of the desk, under `/desk/`: `<shop>/` is the shop's slug."""

from django.urls import URLPattern, path

from marketplace.views.desk import orders, pictures, product_actions, product_edit, products, refunds, shop, staff

urlpatterns: list[URLPattern] = [
    path("", products.desk, name="desk"),
    path("open/", shop.open_shop, name="desk_open"),
    path("invitations/<secret:token>/", staff.invitation, name="desk_invitation"),
    path("<slug:shop>/", products.listings, name="desk_listings"),
    path("<slug:shop>/listings/new/", product_edit.new, name="desk_new"),
    path("<slug:shop>/listings/<int:pk>/", product_edit.listing, name="desk_listing"),
    path("<slug:shop>/listings/<int:pk>/publish/", product_actions.publish, name="desk_publish"),
    path("<slug:shop>/listings/<int:pk>/schedule/", product_actions.schedule, name="desk_schedule"),
    path("<slug:shop>/listings/<int:pk>/pictures/", pictures.add, name="desk_pictures"),
    path("<slug:shop>/listings/<int:pk>/pictures/<int:picture>/move/", pictures.move, name="desk_move"),
    path("<slug:shop>/listings/<int:pk>/pictures/<int:picture>/remove/", pictures.remove, name="desk_remove"),
    path("<slug:shop>/listings/<int:pk>/<slug:verb>/", product_actions.act, name="desk_verb"),
    path("<slug:shop>/orders/", orders.orders, name="desk_orders"),
    path("<slug:shop>/orders/list/", orders.orders_list, name="desk_orders_list"),
    path("<slug:shop>/orders/to-ship/", orders.to_ship, name="desk_to_ship"),
    path("<slug:shop>/orders/<order:number>/", orders.order, name="desk_order"),
    path("<slug:shop>/orders/<order:number>/state/", orders.order_state, name="desk_order_state"),
    path("<slug:shop>/orders/<order:number>/ship/", orders.ship, name="desk_ship"),
    path("<slug:shop>/orders/<order:number>/tracking/", orders.correct, name="desk_correct"),
    path("<slug:shop>/orders/<order:number>/refund/", refunds.refund, name="desk_refund"),
    path("<slug:shop>/orders/<order:number>/refund/confirm/", refunds.refund_confirm, name="desk_refund_confirm"),
    path("<slug:shop>/orders/<order:number>/refund/sum/", refunds.refund_sum, name="desk_refund_sum"),
    path("<slug:shop>/settings/", shop.settings, name="desk_settings"),
    path("<slug:shop>/settings/staff/", staff.staff, name="desk_staff"),
    path("<slug:shop>/settings/staff/<int:pk>/let-go/", staff.let_go, name="desk_let_go"),
    path("<slug:shop>/settings/invitations/<int:pk>/withdraw/", staff.withdraw, name="desk_withdraw"),
]
