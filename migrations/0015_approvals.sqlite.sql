-- What a human here has to decide before a task goes on: what exactly is asked, who decided, how.
CREATE TABLE approvals (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    task_id      TEXT    NOT NULL,
    peer         TEXT    NOT NULL,
    skill        TEXT    NOT NULL,
    arguments    TEXT    NOT NULL,
    digest       TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    message_id   TEXT    NOT NULL,
    asked_at     INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    estimated_at INTEGER NOT NULL,
    note         TEXT    NOT NULL,
    amount       REAL,
    currency     TEXT    NOT NULL,
    rule         TEXT    NOT NULL,
    turns        INTEGER NOT NULL,
    activity_id  TEXT    NOT NULL,
    calls        TEXT    NOT NULL,
    needed       INTEGER NOT NULL,
    state        TEXT    NOT NULL,
    decisions    TEXT    NOT NULL,
    ended_at     INTEGER NOT NULL,
    used_at      INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

CREATE INDEX approvals_by_time ON approvals (tenant, asked_at, id);
CREATE INDEX approvals_by_task ON approvals (tenant, task_id, asked_at, id);
CREATE INDEX approvals_of_peer ON approvals (tenant, peer) WHERE state = 'waiting';
CREATE INDEX approvals_waiting ON approvals (tenant, expires_at) WHERE state = 'waiting';
