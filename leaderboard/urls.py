"""Routes of the leaderboard."""

from django.urls import path

from leaderboard import dashboard, views

app_name = "leaderboard"
urlpatterns = [
    path("leaderboard/", views.page, name="page"),
    path("leaderboard/panel/", views.panel, name="panel"),
    path("leaderboard/ranks/", views.ranks, name="ranks"),
    path("leaderboard/own/", views.own, name="own"),
    path("leaderboard/explain/", views.explained, name="explain"),
    path("desk/<slug:shop>/dashboard/", dashboard.page, name="dashboard"),
    path("desk/<slug:shop>/dashboard/<slug:part>/", dashboard.part, name="dashboard_part"),
    path("api/leaderboard", views.api, name="api"),
]
