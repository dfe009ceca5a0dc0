-- The rule of a flow runs before there is a work order or an event, so its record may have neither.
-- SQLite cannot let go of a "not null", so the table is made anew.

create table runs_of_flows (
    tenant_id blob not null,
    id blob not null,
    rule text not null check (length(rule) <= 200),
    work_order_id blob,
    event_id blob,
    attempt integer not null,
    outcome text not null check (outcome in ('ok', 'failed', 'loop_blocked')),
    generation integer not null,
    input text not null,
    effects text not null,
    log text not null,
    error text not null,
    operations integer not null,
    micros integer not null,
    at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id),
    foreign key (tenant_id, event_id) references events (tenant_id, id)
) strict;
insert into runs_of_flows (tenant_id, id, rule, work_order_id, event_id, attempt, outcome, generation, input, effects, log, error,
    operations, micros, at)
    select tenant_id, id, rule, work_order_id, event_id, attempt, outcome, generation, input, effects, log, error, operations, micros, at
    from runs;
drop table runs;
alter table runs_of_flows rename to runs;
create index runs_by_time on runs (tenant_id, at, id);
create index runs_by_work_order on runs (tenant_id, work_order_id, at, id);
