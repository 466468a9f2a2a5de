"""Where everyone stands: the census, the rolls, the facts that are asked for, the rules that decide."""
