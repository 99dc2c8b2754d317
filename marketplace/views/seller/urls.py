"""Routes of the seller dashboard, under `/desk/`; `<shop>` is the shop's slug."""

from django.urls import URLPattern, path

from marketplace.views.seller import orders, pictures, product_actions, product_edit, products, refunds, shop, staff

PRODUCT = "<slug:shop>/listings/<int:pk>"
PICTURE = f"{PRODUCT}/pictures/<int:picture>"
INVITATION = "<slug:shop>/settings/invitations/<int:pk>"

urlpatterns: list[URLPattern] = [
    path("", products.seller_home, name="seller_dashboard"),
    path("open/", shop.open_shop, name="seller_shop_open"),
    path("invitations/<secret:token>/", staff.answer_invitation, name="seller_staff_invitation"),
    path("<slug:shop>/", products.product_list, name="seller_products"),
    path("<slug:shop>/listings/new/", product_edit.new_product, name="seller_product_new"),
    path(f"{PRODUCT}/", product_edit.edit_product, name="seller_product"),
    path(f"{PRODUCT}/publish/", product_actions.publish_product, name="seller_product_publish"),
    path(f"{PRODUCT}/schedule/", product_actions.schedule_release, name="seller_product_schedule"),
    path(f"{PRODUCT}/pictures/", pictures.add_pictures, name="seller_product_pictures"),
    path(f"{PICTURE}/move/", pictures.move_picture, name="seller_picture_move"),
    path(f"{PICTURE}/remove/", pictures.remove_picture, name="seller_picture_remove"),
    path(f"{PRODUCT}/<slug:verb>/", product_actions.perform_action, name="seller_product_action"),
    path("<slug:shop>/orders/", orders.order_list, name="seller_orders"),
    path("<slug:shop>/orders/list/", orders.order_list_partial, name="seller_orders_list"),
    path("<slug:shop>/orders/to-ship/", orders.to_ship_badge, name="seller_to_ship"),
    path("<slug:shop>/orders/<order:number>/", orders.order_detail, name="seller_order"),
    path("<slug:shop>/orders/<order:number>/state/", orders.order_detail_partial, name="seller_order_state"),
    path("<slug:shop>/orders/<order:number>/ship/", orders.ship_order, name="seller_order_ship"),
    path("<slug:shop>/orders/<order:number>/tracking/", orders.correct_tracking, name="seller_order_tracking"),
    path("<slug:shop>/orders/<order:number>/refund/", refunds.refund_order, name="seller_refund"),
    path("<slug:shop>/orders/<order:number>/refund/confirm/", refunds.confirm_refund, name="seller_refund_confirm"),
    path("<slug:shop>/orders/<order:number>/refund/sum/", refunds.refund_total, name="seller_refund_total"),
    path("<slug:shop>/settings/", shop.edit_shop, name="seller_shop"),
    path("<slug:shop>/settings/staff/", staff.staff_list, name="seller_staff"),
    path("<slug:shop>/settings/staff/<int:pk>/let-go/", staff.remove_staff, name="seller_staff_remove"),
    path(f"{INVITATION}/withdraw/", staff.withdraw_invitation, name="seller_invitation_withdraw"),
]
