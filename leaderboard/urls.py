"""Routes of the leaderboard."""

from django.urls import path

from leaderboard import views

app_name = "leaderboard"
urlpatterns = [
    path("leaderboard/", views.page, name="page"),
    path("leaderboard/panel/", views.panel, name="panel"),
    path("leaderboard/ranks/", views.ranks, name="ranks"),
    path("leaderboard/own/", views.own, name="own"),
    path("leaderboard/explain/", views.explained, name="explain"),
    path("api/leaderboard", views.api, name="api"),
]
