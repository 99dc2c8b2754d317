"""The timetable of scheduled tasks, for the settings: a description, the task, and the seconds between two runs."""

from typing import Any

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for name, task, seconds in [
        ("prove that beat and a worker are alive", "config.heartbeat", 10.0),
        ("expire unpaid orders", "marketplace.lapse_orders", 5.0),
        ("expire trades", "trading.expire_trades", 5.0),
        ("push departures from negotiation rooms", "trading.tell_who_is_gone", 5.0),
        ("mail absent participants of negotiations", "trading.tell_absent", 15.0),
        ("settle payments left open by a crash", "marketplace.finish_payments", 10.0),
        ("mark old shipments as delivered", "marketplace.deliver_shipments", 3600.0),
        ("send mail", "marketplace.send_mail", 5.0),
        ("write mail missed by a failed receiver", "marketplace.repair_mail", 60.0),
        ("delete old mail", "marketplace.purge_mail", 3600.0),
        ("delete closed accounts", "marketplace.forget_people", 3600.0),
        ("push drops that have opened", "marketplace.open_drops", 1.0),
        ("rank products by their sales", "marketplace.rank_products", 30.0),
        ("count filter choices of categories", "marketplace.count_choices", 300.0),
        ("list the words known to search", "marketplace.list_words", 300.0),
        ("delete old activity", "activity.purge", 60.0),
        ("record toast counts", "activity.count_toasts", 30.0),
        ("repair activity missed by a failed receiver", "activity.repair", 60.0),
        ("close carts of paid orders", "carts.repair", 60.0),
        ("mail cart reminders", "carts.remind", 60.0),
        ("delete addresses of guests for reminders", "carts.forget_addresses", 3600.0),
        ("delete old carts", "carts.purge", 600.0),
        ("record abandoned carts", "carts.note_abandoned", 5.0),
        ("delete expired sessions", "config.clear_sessions", 3600.0),
        ("delete orders that were never paid", "marketplace.forget_unpaid", 3600.0),
        ("delete accounts with an unverified address", "marketplace.forget_unproved", 3600.0),
        ("rank trending products", "leaderboard.rank_trending", 30.0),
        ("record ranks of sellers at the start of the day", "leaderboard.note_places", 600.0),
        ("resize older pictures", "marketplace.size_pictures", 300.0),
        ("delete orphaned picture files", "marketplace.delete_orphans", 86_400.0),
        ("delete old visits", "marketplace.forget_visits", 3600.0),
    ]
}
# At night, when few buy.
BEAT_SCHEDULE["compare the leaderboard with the sale facts"] = {
    "task": "leaderboard.repair",
    "schedule": crontab(hour="4", minute="10"),
    "options": {"expires": 3600.0},
}
