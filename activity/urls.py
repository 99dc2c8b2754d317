"""Routes of purchase activity."""

from django.urls import path

from activity import views

app_name = "activity"
urlpatterns = [
    path("", views.purchases, name="list"),
    path("rows/", views.rows, name="rows"),
    path("recent/", views.recent_toasts, name="recent"),
    path("noted/", views.noted, name="noted"),
    path("preview/<order:number>/", views.preview, name="preview"),
    path("<slug:key>/together/", views.basket, name="basket"),
    path("<slug:key>/", views.why, name="why"),
]
