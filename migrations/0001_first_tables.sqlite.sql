-- What has been seen of each peer; the peer itself is config.
CREATE TABLE peers (
    tenant        TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    first_seen_at INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    request_count INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) WITHOUT ROWID;

-- A task is its document (A2A 1.0 JSON) and the columns that are asked for.
-- Ids sort by time, so the unique index grows at one end.
CREATE TABLE tasks (
    seq         INTEGER PRIMARY KEY,
    tenant      TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    peer        TEXT    NOT NULL,
    context_id  TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    skill       TEXT    NOT NULL,
    made_in     TEXT    NOT NULL,
    alias       TEXT    NOT NULL,
    contract    TEXT    NOT NULL,
    activity_id TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    doc         TEXT    NOT NULL,
    UNIQUE (tenant, id)
);

-- A caller's own tasks, newest first.
CREATE INDEX tasks_by_peer ON tasks (tenant, peer, updated_at);

-- What a start takes up; a task that is inserted finished costs it nothing.
CREATE INDEX tasks_unfinished ON tasks (tenant) WHERE state IN ('submitted', 'working');

-- The messages that were taken, and the callers' own names for tasks (scope 'alias').
-- Clustered by a random key: what makes a row longer makes every insert dearer.
CREATE TABLE claims (
    tenant  TEXT    NOT NULL,
    peer    TEXT    NOT NULL,
    scope   TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    digest  BLOB    NOT NULL,
    task_id TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    answer  TEXT    NOT NULL,
    PRIMARY KEY (tenant, peer, scope, id)
) WITHOUT ROWID;

CREATE TABLE activity (
    tenant      TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    peer        TEXT    NOT NULL,
    direction   TEXT    NOT NULL,
    operation   TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    skill       TEXT    NOT NULL,
    task_id     TEXT    NOT NULL,
    dialect     TEXT    NOT NULL,
    duration_ms INTEGER NOT NULL,
    error       TEXT    NOT NULL,
    token_id    TEXT    NOT NULL,
    request_id  TEXT    NOT NULL,
    input       TEXT    NOT NULL,
    output      TEXT    NOT NULL,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

CREATE INDEX activity_by_time ON activity (tenant, at, id);

-- A trigger, so that a call counts once, and only if its row stays: a replaced row is an update,
-- and a unit that is rolled back takes its count with it.
CREATE TRIGGER activity_counts_for_its_peer AFTER INSERT ON activity
WHEN NEW.direction = 'inbound'
BEGIN
    INSERT INTO peers (tenant, name, first_seen_at, last_seen_at, request_count)
    VALUES (NEW.tenant, NEW.peer, NEW.at, NEW.at, 1)
    ON CONFLICT (tenant, name) DO UPDATE SET
        last_seen_at = max(last_seen_at, excluded.last_seen_at),
        request_count = request_count + 1;
END;
