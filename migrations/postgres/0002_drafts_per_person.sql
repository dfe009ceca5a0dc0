-- A draft's id comes back from the browser, so it must not tell whether somebody else has a draft of that id: everybody has ids of their own.

alter table drafts drop constraint drafts_pkey, add primary key (tenant_id, user_id, id);
