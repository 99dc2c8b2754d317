"""URLs of the leaderboard and of the seller dashboard."""

from django.urls import path

from leaderboard import dashboard, views

app_name = "leaderboard"
urlpatterns = [
    path("leaderboard/", views.leaderboard_page, name="page"),
    path("leaderboard/panel/", views.leaderboard_panel, name="panel"),
    path("leaderboard/ranks/", views.leader_ranks, name="ranks"),
    path("leaderboard/own/", views.own_rank, name="own"),
    path("leaderboard/explain/", views.explain_own_rank, name="explain"),
    path("desk/<slug:shop>/dashboard/", dashboard.dashboard_page, name="dashboard"),
    path("desk/<slug:shop>/dashboard/<slug:part>/", dashboard.dashboard_part, name="dashboard_part"),
    path("api/leaderboard", views.leaderboard_api, name="api"),
]
