-- Where peers tell us of their tasks. token_hash is that of the secret that they tell it with.
CREATE TABLE subscriptions (
    tenant      TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    peer        TEXT    NOT NULL,
    task_id     TEXT    NOT NULL,
    activity_id TEXT    NOT NULL,
    token_hash  TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    ended_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

-- What is old is forgotten.
CREATE INDEX subscriptions_by_time ON subscriptions (tenant, at);
