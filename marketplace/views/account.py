"""One's own profile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.forms import ProfileForm
from marketplace.models import User
from marketplace.requests import ShopRequest


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: ShopRequest) -> HttpResponse:
    """Show and change name, city, region and the activity switch."""
    # The form writes into the instance it gets, even when it is invalid: the page's own user must stay as it is.
    form = ProfileForm(request.POST or None, instance=get_object_or_404(User, pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.instance.change_profile(**form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        return redirect("marketplace:profile")
    status = 422 if form.errors else 200
    return render(request, "marketplace/profile.html", {"form": form}, status=status)
