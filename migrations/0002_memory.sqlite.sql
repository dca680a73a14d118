-- What was said in the conversations with peers: what a language model is reminded of.
-- seq is the order of what was said; a turn that is carried out again takes its own place.
CREATE TABLE memory (
    seq        INTEGER PRIMARY KEY,
    tenant     TEXT    NOT NULL,
    peer       TEXT    NOT NULL,
    context_id TEXT    NOT NULL,
    turn       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    UNIQUE (tenant, peer, context_id, turn, role)
);

-- What is old is forgotten.
CREATE INDEX memory_by_time ON memory (tenant, at);
