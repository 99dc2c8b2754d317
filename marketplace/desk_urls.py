"""Routes of the desk, under `/desk/`: `<shop>/` is the shop's slug."""

from django.urls import URLPattern, path

from marketplace.views.desk import listings

urlpatterns: list[URLPattern] = [
    path("", listings.desk, name="desk"),
    path("<slug:shop>/", listings.listings, name="desk_listings"),
]
