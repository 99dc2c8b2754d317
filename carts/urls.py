"""Routes of the cart and of checkout."""

from django.urls import path

from carts.desk import urls
from carts.views import address_proof, api, cart, checkout, payment, reminders

app_name = "carts"
urlpatterns = [
    path("cart/", cart.show, name="cart"),
    path("cart/box/", cart.box, name="box"),
    path("cart/facts/", cart.facts, name="facts"),
    path("cart/add/", cart.add, name="add"),
    path("cart/change/", cart.change, name="change"),
    path("cart/remove/", cart.remove, name="remove"),
    path("cart/empty/", cart.empty, name="empty"),
    path("cart/undo/", cart.undo, name="undo"),
    path("cart/agree/", cart.agree, name="agree"),
    path("cart/agree-all/", cart.agree_all, name="agree_all"),
    path("cart/take-left/", cart.take_left, name="take_left"),
    path("cart/remove-gone/", cart.remove_gone, name="remove_gone"),
    path("cart/restore/", cart.restore, name="restore"),
    path("checkout/", checkout.start, name="checkout"),
    path("checkout/<order:number>/", checkout.show, name="pay_page"),
    path("checkout/<order:number>/renew/", checkout.renew, name="renew"),
    path("checkout/<order:number>/again/", checkout.again, name="again"),
    path("checkout/<order:number>/cancel/", checkout.cancel, name="cancel"),
    path("checkout/<order:number>/pay/", payment.pay, name="pay"),
    path("checkout/<order:number>/proof/", address_proof.prove, name="proof"),
    path("checkout/<order:number>/confirm/", payment.confirm, name="confirm"),
    path("cart/reminded/<secret:token>/", reminders.reminded, name="reminded"),
    path("cart/reminders/", reminders.own, name="reminders_own"),
    path("cart/reminders/<secret:token>/", reminders.stop, name="reminders_stop"),
    path("api/carts/active", api.active, name="api_active"),
    path("api/carts/count", api.count, name="api_count"),
    path("api/carts/update", api.update, name="api_update"),
    path("api/carts/openapi.json", api.description, name="api_description"),
    path("api/carts/<str:code>", api.cart, name="api_cart"),
    *urls.urlpatterns,
]
