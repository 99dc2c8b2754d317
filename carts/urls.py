"""Routes of the cart and of checkout."""

from django.urls import path

from carts.staff import urls
from carts.views import address_proof, api, cart, checkout, payment, reminders

app_name = "carts"
urlpatterns = [
    path("cart/", cart.show_cart, name="cart"),
    path("cart/box/", cart.show_menu, name="menu"),
    path("cart/facts/", cart.show_availability, name="availability"),
    path("cart/add/", cart.add_item, name="add"),
    path("cart/change/", cart.change_quantity, name="change"),
    path("cart/remove/", cart.remove_item, name="remove"),
    path("cart/empty/", cart.empty_cart, name="empty"),
    path("cart/undo/", cart.undo_change, name="undo"),
    path("cart/agree/", cart.accept_price, name="accept_price"),
    path("cart/agree-all/", cart.accept_prices, name="accept_prices"),
    path("cart/take-left/", cart.lower_to_stock, name="lower_to_stock"),
    path("cart/remove-gone/", cart.remove_unavailable, name="remove_unavailable"),
    path("cart/restore/", cart.restore_cart, name="restore"),
    path("checkout/", checkout.start_checkout, name="checkout"),
    path("checkout/<order:number>/", checkout.show_checkout, name="pay_page"),
    path("checkout/<order:number>/renew/", checkout.extend_hold, name="extend_hold"),
    path("checkout/<order:number>/again/", checkout.restart_checkout, name="restart_checkout"),
    path("checkout/<order:number>/cancel/", checkout.cancel_checkout, name="cancel_checkout"),
    path("checkout/<order:number>/pay/", payment.pay_order, name="pay"),
    path("checkout/<order:number>/proof/", address_proof.prove_address, name="proof"),
    path("checkout/<order:number>/confirm/", payment.show_confirmation, name="confirm"),
    path("cart/reminded/<secret:token>/", reminders.show_reminded_cart, name="reminded"),
    path("cart/reminders/", reminders.change_own_setting, name="reminder_setting"),
    path("cart/reminders/<secret:token>/", reminders.change_opt_out, name="reminder_opt_out"),
    path("api/carts/active", api.list_active, name="api_active"),
    path("api/carts/count", api.count_carts, name="api_count"),
    path("api/carts/update", api.update_cart, name="api_update"),
    path("api/carts/openapi.json", api.show_description, name="api_description"),
    path("api/carts/<str:code>", api.delete_cart, name="api_cart"),
    *urls.urlpatterns,
]
