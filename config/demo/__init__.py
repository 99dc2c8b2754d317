"""The demo: its data, the simulator of shoppers, and the launcher of its processes."""
