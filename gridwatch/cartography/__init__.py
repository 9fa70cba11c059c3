"""How things are drawn, on screen and on paper alike: arrays in, pixels out."""
