-- Every verdict, in the order of the topic; the topic itself is compacted. Read again, a verdict is not kept twice.

create table verdict_history (
    id          bigint generated always as identity primary key,
    experiment  text        not null,
    pair        text        not null,
    decided_at  timestamptz not null,
    examples    bigint      not null,
    document    json        not null,
    unique (pair, decided_at, examples)
);
create index verdict_history_by_experiment on verdict_history (experiment, id);

insert into verdict_history (experiment, pair, decided_at, examples, document)
    select experiment, pair, decided_at, (document ->> 'examples')::bigint, document from verdicts order by decided_at, pair;
