"""The written order of layers in each app: a module imports from its own layer and from those above it in the list.

Type-only imports count as well. Inside functions nothing is imported, except in `ready()` and in programs that must set
up Django first.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS: dict[str, list[tuple[str, ...]]] = {
    "carts": [
        ("topics", "openapi", "cart_copy", "availability"),
        ("models.version", "models.codes", "models.event", "models.change_log"),
        ("models.line",),
        ("rules", "models.line_queries", "models.queries", "models.pushes"),
        ("models.cart",),
        # Reminders, opt-outs, unmaskings and chains of merged carts.
        ("models",),
        # Verbs that open, order, close or delete carts.
        ("checkout", "shopping", "merging", "paid_orders", "abandonment", "retention", "staff_notices"),
        ("cart_summary",),
        ("staff.scope", "staff.filters"),
        ("staff",),
        ("live", "receivers", "tasks", "middleware", "forms", "templatetags", "admin"),
        ("views",),
        ("staff.urls", "urls"),
    ],
    "config": [
        # The wire, up to the topics that apps declare.
        ("live.limits", "live.protocol", "live.metrics", "live.layers"),
        ("live.publisher",),
        ("live.topics",),
        ("live.tokens", "live.fair_queue", "live.fast_writer", "live.daphne_limits"),
        ("live.authorization", "live.control"),
        # The sockets of one process, up to the whole wire.
        ("live.sockets", "live.redis_subscriber"),
        ("live.topic_log",),
        ("live.coalescing",),
        ("live.hub",),
        ("live.consumer",),
        ("live",),
        # Servers and values for the settings.
        ("servers", "demo.data.people", "demo.data.shops", "beat_schedule", "development_secret", "logging_settings"),
        ("database_settings", "mail_settings", "media_settings", "release", "renamed_settings", "toast_settings"),
        ("settings",),
        # Parts of requests, and records.
        ("models", "static_storage", "http_limits", "watchdog"),
        ("graceful_shutdown",),
        ("monitoring.request_id", "monitoring.secret_paths"),
        ("monitoring",),
        ("admin", "receivers", "tasks", "templatetags", "urls"),
        # Programs.
        ("asgi", "celery", "server", "docker"),
        ("demo",),
    ],
    "marketplace": [
        ("cache", "clock", "errors", "locks", "signals", "topics", "database", "text"),
        ("money", "accounts.names", "orders.countries", "pictures.colours", "pictures.files", "web.page_urls"),
        # Models, and the rules and gateways that they need.
        (
            "models",
            "gateways",
            "money.fields",
            "accounts.erasure_records",
            "accounts.visitors",
            "orders.availability",
            "orders.hold_limits",
            "operations.maintenance",
            "orders.purchase_limits",
            "pictures.processing",
        ),
        # Verbs over several models.
        ("orders.checkout", "orders.settlement", "accounts.retention", "web", "pictures", "catalogue", "tracking"),
        ("orders", "accounts.erasure", "gateways.stripe_events"),
        ("accounts.suspension",),
        ("accounts",),
        ("operations",),
        ("receivers", "live"),
        ("tasks", "management", "templatetags", "forms"),
        ("views", "admin"),
        ("urls",),
    ],
    "activity": [
        ("region_names", "toast", "toast_cache", "toast_tally", "topics"),
        ("buyer_privacy",),
        ("models",),
        ("pages", "preview", "recent_toasts", "retention"),
        ("live", "receivers", "tasks", "templatetags"),
        ("admin", "views"),
        ("urls",),
    ],
    "leaderboard": [
        ("metrics", "periods", "topics"),
        ("models",),
        ("board", "drift"),
        ("board_rows", "charts", "explanation", "time_zone", "trending"),
        ("earnings", "tasks"),
        ("live", "receivers", "startup"),
        ("admin", "dashboard", "views"),
        ("management", "urls"),
    ],
    "trading": [
        ("code_attempts", "converters", "errors", "invitation_codes", "presence", "rules", "terms", "topics"),
        ("models.block", "models.counter_offer", "models.trade_event", "models.version"),
        # The trade and its parts: they refer to each other, for types only.
        ("models.expiry", "models.message", "models.negotiation", "models.queries", "models.seat", "models.trade"),
        ("models.invitation", "models.report"),
        ("models",),
        ("erasure", "mails", "moderation"),
        ("forms", "live", "receivers"),
        ("room",),
        ("chat", "overview"),
        ("admin", "management", "tasks", "templatetags", "views"),
        ("urls",),
    ],
}
"""For each app its layers, lowest first; an entry is a module or a package of the app, the longest match counts."""


def modules_of(app: str, root: Path = ROOT) -> dict[str, Path]:
    """Return the modules of an app by dotted name without the app; migrations and the app's `apps` are left out."""
    found = {}
    for path in sorted((root / app).rglob("*.py")):
        parts = path.relative_to(root / app).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if "migrations" not in parts and name not in ("", "apps"):
            found[name] = path
    return found


def layer_of(module: str, layers: list[tuple[str, ...]]) -> int | None:
    """Return the place of a module in the order of layers, None if it is in none."""
    places = {name: place for place, names in enumerate(layers) for name in names}
    matches = [name for name in places if module == name or module.startswith(f"{name}.")]
    return places[max(matches, key=len)] if matches else None


def imported(path: Path, app: str, modules: dict[str, Path]) -> Iterator[str]:
    """Yield the modules of the same app that a file imports, type-only imports included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            base = node.module.removeprefix(f"{app}.") if node.module.startswith(f"{app}.") else ""
            if not base and node.module != app:
                continue
            for alias in node.names:
                inner = f"{base}.{alias.name}" if base else alias.name
                if inner in modules or base in modules:
                    yield inner if inner in modules else base


def upward_imports(app: str, layers: list[tuple[str, ...]], root: Path = ROOT) -> list[str]:
    """Return each import of a module from a layer that comes later, and each module that is in no layer."""
    modules, found = modules_of(app, root), []
    for module, path in modules.items():
        own = layer_of(module, layers)
        if own is None:
            found.append(f"{module} is in no layer")
            continue
        for other in sorted(set(imported(path, app, modules))):
            place = layer_of(other, layers)
            if place is not None and place > own:
                found.append(f"{module} imports {other}")
    return found


def imports_in_functions(path: Path) -> list[int]:
    """Return the lines of imports inside functions other than `ready`."""
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "ready"
    ]
    lines = {
        inner.lineno for node in functions for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    return sorted(lines)


@pytest.mark.parametrize("app", sorted(LAYERS))
def test_every_module_imports_downwards(app):
    assert upward_imports(app, LAYERS[app]) == []


@pytest.mark.parametrize("app", sorted(LAYERS))
def test_nothing_is_imported_inside_a_function(app):
    found = {name: lines for name, path in modules_of(app).items() if (lines := imports_in_functions(path))}
    assert found == {}


def test_the_marketplace_has_few_modules_at_its_root():
    root = [path.name for path in (ROOT / "marketplace").glob("*.py") if path.name != "__init__.py"]
    assert len(root) <= 12, root


def test_the_check_sees_an_upward_import_and_one_in_a_function(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "models.py").write_text("def late():\n    from shop import views\n\n    return views\n")
    (tmp_path / "shop" / "views.py").write_text("from shop.models import late\n")
    assert upward_imports("shop", [("models",), ("views",)], tmp_path) == ["models imports views"]
    assert imports_in_functions(tmp_path / "shop" / "models.py") == [2]
