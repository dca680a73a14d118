-- Where a task went: by which route, and to which peer, where it is known by another name. A
-- conversation stays where its newest errand went.
CREATE TABLE errands (
    tenant         TEXT    NOT NULL,
    task_id        TEXT    NOT NULL,
    caller         TEXT    NOT NULL,
    context_id     TEXT    NOT NULL,
    route          TEXT    NOT NULL,
    skill          TEXT    NOT NULL,
    peer           TEXT    NOT NULL,
    remote_task    TEXT    NOT NULL,
    remote_context TEXT    NOT NULL,
    at             INTEGER NOT NULL,
    PRIMARY KEY (tenant, task_id)
) WITHOUT ROWID;

CREATE INDEX errands_by_context ON errands (tenant, caller, context_id, at);

CREATE INDEX errands_by_time ON errands (tenant, at);
