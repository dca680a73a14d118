-- What happened to the tasks that somebody follows, in the order of each task: what a stream tells,
-- and what is told again to a reader that was cut off. doc is the status or the artifact update.
CREATE TABLE events (
    tenant  TEXT    NOT NULL,
    task_id TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    doc     TEXT    NOT NULL,
    PRIMARY KEY (tenant, task_id, seq)
) WITHOUT ROWID;

-- What is old is forgotten.
CREATE INDEX events_by_time ON events (tenant, at);

-- How many events the document holds. Of a task in work, later ones may be rows alone.
ALTER TABLE tasks ADD COLUMN events INTEGER NOT NULL DEFAULT 0;
