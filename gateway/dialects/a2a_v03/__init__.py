"""A2A 0.3 and 0.2, and the pieces that its older and its Flowwink relatives share with it."""
