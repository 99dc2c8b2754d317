"""Routes of the catalogue, of orders and of one's own account."""

from django.urls import include, path, register_converter

from marketplace.views import account, catalogue, erasure, order_link, orders, outbox, stripe, tracking
from marketplace.web import sitemaps
from marketplace.web.converters import OrderNumber, Secret

register_converter(OrderNumber, "order")
register_converter(Secret, "secret")

app_name = "marketplace"
urlpatterns = [
    path("", catalogue.home, name="home"),
    path("shelves/", catalogue.shelves_now, name="shelves"),
    path("cards/", catalogue.cards_now, name="cards"),
    path("search/", catalogue.search, name="search"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap_index"),
    path("sitemap-<section>.xml", sitemaps.section, name="sitemap"),
    path("categories/<slug:slug>/", catalogue.category, name="category"),
    path("shops/<slug:slug>/", catalogue.shop, name="shop"),
    path("products/<slug:slug>/", catalogue.product, name="product"),
    path("products/<slug:slug>/sizes/", catalogue.sizes, name="product_sizes"),
    path("products/<slug:slug>/gallery/", catalogue.gallery, name="product_gallery"),
    path("products/<slug:slug>/viewed/", tracking.viewed, name="record_view"),
    path("visited/", tracking.visited, name="record_visit"),
    path("orders/", orders.orders, name="orders"),
    path("orders/list/", orders.orders_list, name="orders_list"),
    path("orders/<order:number>/", orders.order, name="order"),
    path("orders/<order:number>/open/<secret:token>/", order_link.order_link, name="order_link"),
    path("orders/<order:number>/status/", orders.order_status, name="order_status"),
    path("orders/<order:number>/hide/", orders.hide, name="order_hide"),
    path("orders/<order:number>/hide-price/", orders.hide_price, name="order_hide_price"),
    path("orders/<order:number>/shipments/<int:pk>/arrived/", orders.arrived, name="order_delivered"),
    path("account/", account.profile, name="profile"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/delete/", account.delete, name="delete_account"),
    path("privacy/erase/", erasure.erase, name="erase"),
    path("privacy/erase/<secret:token>/", erasure.erase_confirm, name="erase_confirm"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/list/", outbox.outbox_list, name="outbox_list"),
    path("outbox/<int:pk>/", outbox.mail, name="outbox_mail"),
    path("outbox/<int:pk>/html/", outbox.mail_html, name="outbox_mail_html"),
    path("payments/stripe/", stripe.webhook, name="stripe_webhook"),
    path("desk/", include("marketplace.views.seller.urls")),
]
