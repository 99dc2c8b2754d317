"""Pages of the member's account: profile, sign-out on all devices, deletion."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.accounts.account_deletion import delete_account, find_deletion_obstacles
from marketplace.errors import Refused
from marketplace.forms.accounts import DeleteAccountForm, ProfileForm
from marketplace.models import User
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import sign_in_required


@never_cache
@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: ShopRequest) -> HttpResponse:
    """Show and change name, city, region and privacy settings."""
    # The form writes into the instance it gets, even when it is invalid: the page's own user must stay as it is.
    form = ProfileForm(request.POST or None, instance=get_object_or_404(User, pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.instance.change_profile(**form.cleaned_data)
        messages.success(request, "Profile saved.")
        return redirect("marketplace:profile")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "marketplace/account/profile.html", {"form": form}, status=status)


@require_POST
@sign_in_required
def sign_out_everywhere(request: ShopRequest) -> HttpResponse:
    """End all sessions of the account, this one too."""
    get_object_or_404(User, pk=request.user.pk).sign_out_everywhere()
    logout(request)
    messages.success(request, "You have been signed out on all devices.")
    return redirect("account_login")


@never_cache
@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_account_deletion(request: ShopRequest) -> HttpResponse:
    """Show consequences and obstacles of deleting the account; delete it once the password is confirmed."""
    user = get_object_or_404(User, pk=request.user.pk)
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        try:
            delete_account(user)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            logout(request)
            messages.success(request, "Your account was deleted.")
            return redirect("marketplace:home")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "obstacles": find_deletion_obstacles(user), "shop": user.owned_shop}
    return render(request, "marketplace/account/delete.html", context, status=status)
