"""The site in currencies other than the euro."""
