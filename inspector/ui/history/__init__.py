"""How was it made? The table of docker history."""
