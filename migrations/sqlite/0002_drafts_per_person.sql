-- A draft's id comes back from the browser, so it must not tell whether somebody else has a draft of that id: everybody has ids of their own.
-- SQLite cannot change a primary key, so the table is made anew.

create table drafts_per_person (
    tenant_id blob not null,
    id blob not null,
    portal_id blob not null,
    user_id blob not null,
    flow_id blob not null,
    raw text not null,
    form_version integer not null,
    sent_as blob,
    updated_at integer not null,
    primary key (tenant_id, user_id, id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, user_id) references users (tenant_id, id),
    foreign key (tenant_id, flow_id) references flows (tenant_id, id)
) strict;
insert into drafts_per_person (tenant_id, id, portal_id, user_id, flow_id, raw, form_version, sent_as, updated_at)
    select tenant_id, id, portal_id, user_id, flow_id, raw, form_version, sent_as, updated_at from drafts;
drop table drafts;
alter table drafts_per_person rename to drafts;
create index drafts_by_user on drafts (tenant_id, user_id, updated_at);
