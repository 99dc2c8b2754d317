"""Routes of the catalogue, of orders and of the user's account."""

from django.urls import include, path, register_converter

from marketplace.views import account, catalogue, erasure, order_link, orders, outbox, stripe, tracking
from marketplace.web import sitemaps
from marketplace.web.converters import OrderNumberConverter, SecretConverter

register_converter(OrderNumberConverter, "order")
register_converter(SecretConverter, "secret")

app_name = "marketplace"
urlpatterns = [
    path("", catalogue.home, name="home"),
    path("shelves/", catalogue.home_shelves, name="shelves"),
    path("cards/", catalogue.product_cards, name="cards"),
    path("search/", catalogue.search_results, name="search"),
    path("robots.txt", sitemaps.robots_txt, name="robots"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemap-<section>.xml", sitemaps.sitemap_section, name="sitemap"),
    path("categories/<slug:slug>/", catalogue.category_detail, name="category"),
    path("shops/<slug:slug>/", catalogue.shop_detail, name="shop"),
    path("products/<slug:slug>/", catalogue.product_detail, name="product"),
    path("products/<slug:slug>/sizes/", catalogue.product_sizes, name="product_sizes"),
    path("products/<slug:slug>/gallery/", catalogue.product_gallery, name="product_gallery"),
    path("products/<slug:slug>/viewed/", tracking.record_view, name="record_view"),
    path("visited/", tracking.record_visit, name="record_visit"),
    path("orders/", orders.order_list, name="orders"),
    path("orders/list/", orders.order_list_partial, name="orders_list"),
    path("orders/<order:number>/", orders.order_detail, name="order"),
    path("orders/<order:number>/open/<secret:token>/", order_link.open_order_link, name="order_link"),
    path("orders/<order:number>/status/", orders.order_detail_partial, name="order_status"),
    path("orders/<order:number>/hide/", orders.hide_order, name="order_hide"),
    path("orders/<order:number>/hide-price/", orders.hide_order_price, name="order_hide_price"),
    path("orders/<order:number>/shipments/<int:pk>/arrived/", orders.mark_delivered, name="order_delivered"),
    path("account/", account.edit_profile, name="profile"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/delete/", account.confirm_account_deletion, name="delete_account"),
    path("privacy/erase/", erasure.request_erasure, name="erase"),
    path("privacy/erase/<secret:token>/", erasure.confirm_erasure, name="erase_confirm"),
    path("outbox/", outbox.outbox_list, name="outbox"),
    path("outbox/list/", outbox.outbox_list_partial, name="outbox_list"),
    path("outbox/<int:pk>/", outbox.outbox_mail, name="outbox_mail"),
    path("outbox/<int:pk>/html/", outbox.outbox_mail_html, name="outbox_mail_html"),
    path("payments/stripe/", stripe.stripe_webhook, name="stripe_webhook"),
    path("desk/", include("marketplace.views.seller.urls")),
]
