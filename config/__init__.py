"""The site itself: settings, routes, servers and the live wire."""
