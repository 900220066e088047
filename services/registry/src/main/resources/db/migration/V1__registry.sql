-- Documents are the contracts' JSON, kept as written (type json): a reader gets the same record that the topic carries.

create table versions (
    id        bigint generated always as identity primary key,
    adapter   text   not null,
    version   bigint not null check (version >= 1),
    digest    text   not null,
    document  json   not null,
    unique (adapter, version),
    unique (adapter, digest)
);
create index versions_by_digest on versions (digest, id);

create table aliases (
    alias     text primary key,
    digest    text not null,
    document  json not null
);

create table alias_history (
    id        bigint generated always as identity primary key,
    alias     text   not null references aliases (alias),
    document  json   not null
);
create index alias_history_by_alias on alias_history (alias, id);

create table experiments (
    id        bigint generated always as identity primary key,
    name      text not null unique,
    document  json not null
);

create table verdicts (
    pair        text primary key,
    experiment  text        not null,
    decided_at  timestamptz not null,
    document    json        not null
);
create index verdicts_by_experiment on verdicts (experiment, pair);

-- Events on their way to Kafka; a row is deleted when the broker has acknowledged it.
create table outbox (
    id         bigint generated always as identity primary key,
    topic      text        not null,
    key        text        not null,
    value      text        not null,
    event_time timestamptz not null
);
