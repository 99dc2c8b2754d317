"""The demo: pictures, catalogue, history, loading and the simulator."""
