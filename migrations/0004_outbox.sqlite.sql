-- Where callers want to be told of their tasks. sealed holds the token and the credentials.
CREATE TABLE push_configs (
    tenant     TEXT    NOT NULL,
    task_id    TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    peer       TEXT    NOT NULL,
    url        TEXT    NOT NULL,
    scheme     TEXT    NOT NULL,
    sealed     BLOB    NOT NULL,
    dialect    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    disabled   TEXT    NOT NULL,
    PRIMARY KEY (tenant, task_id, id)
) WITHOUT ROWID;

-- What is owed to others. Of one lane the first that waits has a next_at, the others have none;
-- seq is their order. lease is until when someone has it in hand, 0 for no one.
CREATE TABLE outbox (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant     TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    lane       TEXT    NOT NULL,
    peer       TEXT    NOT NULL,
    task_id    TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    media_type TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    state      TEXT    NOT NULL,
    tries      INTEGER NOT NULL,
    next_at    INTEGER,
    lease      INTEGER NOT NULL,
    error      TEXT    NOT NULL,
    UNIQUE (tenant, id)
);

-- What waits in a lane, and who is first: a rowid ends each entry. What goes with its config.
CREATE INDEX outbox_lanes ON outbox (tenant, lane, state, next_at);

-- What is due of each peer: one row a lane.
CREATE INDEX outbox_due ON outbox (tenant, peer, next_at) WHERE next_at IS NOT NULL;

-- What is on its way to each peer.
CREATE INDEX outbox_in_hand ON outbox (tenant, peer) WHERE lease != 0;
