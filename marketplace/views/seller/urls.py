"""Routes of the desk, under `/desk/`: `<shop>/` is the shop's slug."""

from django.urls import URLPattern, path

from marketplace.views.seller import orders, pictures, product_actions, product_edit, products, refunds, shop, staff

urlpatterns: list[URLPattern] = [
    path("", products.desk, name="seller_dashboard"),
    path("open/", shop.open_shop, name="seller_shop_open"),
    path("invitations/<secret:token>/", staff.invitation, name="seller_staff_invitation"),
    path("<slug:shop>/", products.listings, name="seller_products"),
    path("<slug:shop>/listings/new/", product_edit.new, name="seller_product_new"),
    path("<slug:shop>/listings/<int:pk>/", product_edit.listing, name="seller_product"),
    path("<slug:shop>/listings/<int:pk>/publish/", product_actions.publish, name="seller_product_publish"),
    path("<slug:shop>/listings/<int:pk>/schedule/", product_actions.schedule, name="seller_product_schedule"),
    path("<slug:shop>/listings/<int:pk>/pictures/", pictures.add, name="seller_product_pictures"),
    path("<slug:shop>/listings/<int:pk>/pictures/<int:picture>/move/", pictures.move, name="seller_picture_move"),
    path("<slug:shop>/listings/<int:pk>/pictures/<int:picture>/remove/", pictures.remove, name="seller_picture_remove"),
    path("<slug:shop>/listings/<int:pk>/<slug:verb>/", product_actions.act, name="seller_product_action"),
    path("<slug:shop>/orders/", orders.orders, name="seller_orders"),
    path("<slug:shop>/orders/list/", orders.orders_list, name="seller_orders_list"),
    path("<slug:shop>/orders/to-ship/", orders.to_ship, name="seller_to_ship"),
    path("<slug:shop>/orders/<order:number>/", orders.order, name="seller_order"),
    path("<slug:shop>/orders/<order:number>/state/", orders.order_state, name="seller_order_state"),
    path("<slug:shop>/orders/<order:number>/ship/", orders.ship, name="seller_order_ship"),
    path("<slug:shop>/orders/<order:number>/tracking/", orders.correct, name="seller_order_tracking"),
    path("<slug:shop>/orders/<order:number>/refund/", refunds.refund, name="seller_refund"),
    path("<slug:shop>/orders/<order:number>/refund/confirm/", refunds.refund_confirm, name="seller_refund_confirm"),
    path("<slug:shop>/orders/<order:number>/refund/sum/", refunds.refund_sum, name="seller_refund_total"),
    path("<slug:shop>/settings/", shop.settings, name="seller_shop"),
    path("<slug:shop>/settings/staff/", staff.staff, name="seller_staff"),
    path("<slug:shop>/settings/staff/<int:pk>/let-go/", staff.let_go, name="seller_staff_remove"),
    path("<slug:shop>/settings/invitations/<int:pk>/withdraw/", staff.withdraw, name="seller_invitation_withdraw"),
]
