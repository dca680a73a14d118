-- What language models have used up for each peer, a row a day (UTC, days since the epoch).
CREATE TABLE spending (
    tenant            TEXT    NOT NULL,
    peer              TEXT    NOT NULL,
    day               INTEGER NOT NULL,
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    micros            INTEGER NOT NULL,
    PRIMARY KEY (tenant, peer, day)
) WITHOUT ROWID;
