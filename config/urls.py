"""Routes of the whole site."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

# The admin's own sign-in page knows no limit on guesses.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("marketplace.urls")),
    path("", include("carts.urls")),
    path("trades/", include("trading.urls")),
    path("activity/", include("activity.urls")),
    path("", include("leaderboard.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
if settings.SERVE_MEDIA:
    # No name of ours is longer, and the file system would fail on some that are.
    urlpatterns.append(re_path(r"^media/(?P<path>.{1,200})$", serve, {"document_root": settings.MEDIA_ROOT}))

handler500 = "marketplace.web.error_views.handle_error"
