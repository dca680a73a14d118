"""Flowwink's A2A 0.3: ``type`` beside ``kind``, promoted files, and text wherever it may be."""
