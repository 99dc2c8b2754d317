"""Routes of the catalogue and of orders."""

app_name = "marketplace"
urlpatterns = []
