"""Routes of the cart and of checkout."""

from django.urls import path

from carts.views import cart, checkout, payment

app_name = "carts"
urlpatterns = [
    path("cart/", cart.show, name="cart"),
    path("cart/box/", cart.box, name="box"),
    path("cart/add/", cart.add, name="add"),
    path("cart/change/", cart.change, name="change"),
    path("cart/remove/", cart.remove, name="remove"),
    path("cart/empty/", cart.empty, name="empty"),
    path("cart/restore/", cart.restore, name="restore"),
    path("checkout/", checkout.start, name="checkout"),
    path("checkout/<str:number>/", checkout.show, name="pay_page"),
    path("checkout/<str:number>/renew/", checkout.renew, name="renew"),
    path("checkout/<str:number>/cancel/", checkout.cancel, name="cancel"),
    path("checkout/<str:number>/pay/", payment.pay, name="pay"),
    path("checkout/<str:number>/confirm/", payment.confirm, name="confirm"),
]
