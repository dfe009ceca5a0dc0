-- A flow that is closed begins no request any more; those that were made through it still name it.
alter table flows add column enabled integer not null default 1 check (enabled in (0, 1));
