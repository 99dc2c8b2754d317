"""Routes of the desk, under `/desk/`: `<shop>/` is the shop's slug."""

from django.urls import URLPattern, path

from marketplace.views.desk import listings, listings_edit, listings_verbs, pictures

urlpatterns: list[URLPattern] = [
    path("", listings.desk, name="desk"),
    path("<slug:shop>/", listings.listings, name="desk_listings"),
    path("<slug:shop>/listings/new/", listings_edit.new, name="desk_new"),
    path("<slug:shop>/listings/<int:pk>/", listings_edit.listing, name="desk_listing"),
    path("<slug:shop>/listings/<int:pk>/publish/", listings_verbs.publish, name="desk_publish"),
    path("<slug:shop>/listings/<int:pk>/schedule/", listings_verbs.schedule, name="desk_schedule"),
    path("<slug:shop>/listings/<int:pk>/pictures/", pictures.add, name="desk_pictures"),
    path("<slug:shop>/listings/<int:pk>/pictures/<int:picture>/describe/", pictures.describe, name="desk_describe"),
    path("<slug:shop>/listings/<int:pk>/pictures/<int:picture>/move/", pictures.move, name="desk_move"),
    path("<slug:shop>/listings/<int:pk>/pictures/<int:picture>/remove/", pictures.remove, name="desk_remove"),
    path("<slug:shop>/listings/<int:pk>/<slug:verb>/", listings_verbs.act, name="desk_verb"),
]
