"""Images written anew: archives that engines load, and the tars of layers."""
