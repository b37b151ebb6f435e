"""Who pays what, what a gift costs net, where a nation ranks, and what a total gives away."""
