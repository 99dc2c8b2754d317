"""Routes of purchase activity."""

from django.urls import path

from activity import views

app_name = "activity"
urlpatterns = [
    path("", views.purchases, name="list"),
    path("recent/", views.recent_toasts, name="recent"),
]
