"""URLs of purchase activity."""

from django.urls import path

from activity import views

app_name = "activity"
urlpatterns = [
    path("", views.list_purchases, name="list"),
    path("rows/", views.first_rows, name="rows"),
    path("recent/", views.recent_toasts, name="recent"),
    path("noted/", views.count_toasts, name="count"),
    path("preview/<order:number>/", views.preview_toast, name="preview"),
    path("<slug:key>/together/", views.show_order, name="together"),
    path("<slug:key>/", views.explain_purchase, name="purchase"),
]
