"""Flowwink's calls without an envelope: a skill and its arguments in, the bare result out."""
