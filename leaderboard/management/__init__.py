"""Management of the leaderboard."""
