-- What was said in tasks that go on, each message once: a document is written anew with each save.
CREATE TABLE turns (
    tenant  TEXT    NOT NULL,
    task_id TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    role    TEXT    NOT NULL,
    doc     TEXT    NOT NULL,
    PRIMARY KEY (tenant, task_id, seq)
) WITHOUT ROWID;

-- How many messages of the history are rows, the first of them; the document holds the rest.
ALTER TABLE tasks ADD COLUMN turns INTEGER NOT NULL DEFAULT 0;
