-- What happened here that the operator or an automation may want to know, in the order in which it
-- was committed; and how far each of those who read it has come.
CREATE TABLE notices (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant  TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    type    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    subject TEXT    NOT NULL,
    peer    TEXT    NOT NULL,
    data    TEXT    NOT NULL,
    UNIQUE (tenant, id)
);

CREATE INDEX notices_by_place ON notices (tenant, seq);

CREATE INDEX notices_by_time ON notices (tenant, at);

CREATE TABLE notice_cursors (
    tenant TEXT    NOT NULL,
    reader TEXT    NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (tenant, reader)
) WITHOUT ROWID;
