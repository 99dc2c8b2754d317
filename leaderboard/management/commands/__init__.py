"""Management commands of the leaderboard."""
