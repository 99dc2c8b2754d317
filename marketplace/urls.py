"""Routes of the catalogue, of orders and of one's own account."""

from django.urls import include, path, register_converter

from marketplace.converters import OrderNumber
from marketplace.views import account, catalogue, facts, orders

register_converter(OrderNumber, "order")

app_name = "marketplace"
urlpatterns = [
    path("", catalogue.home, name="home"),
    path("categories/<slug:slug>/", catalogue.category, name="category"),
    path("shops/<slug:slug>/", catalogue.shop, name="shop"),
    path("products/<slug:slug>/", catalogue.product, name="product"),
    path("products/<slug:slug>/sizes/", catalogue.sizes, name="sizes"),
    path("products/<slug:slug>/viewed/", facts.viewed, name="viewed"),
    path("visited/", facts.visited, name="visited"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<order:number>/", orders.order, name="order"),
    path("orders/<order:number>/status/", orders.order_status, name="order_status"),
    path("account/", account.profile, name="profile"),
    path("desk/", include("marketplace.desk_urls")),
]
