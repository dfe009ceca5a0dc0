-- The one mail of a person that signs her in: by its link, or by its code in the browser that asked for it.
create table mail_sign_ins (
    tenant_id uuid not null,
    user_id uuid not null,
    portal_id uuid not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    browser_hash bytea not null check (length(browser_hash) = 32),
    -- Argon2id in PHC form: a code is short enough to be guessed from a plain hash.
    code_hash text not null check (length(code_hash) <= 500),
    tries bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, user_id),
    unique (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
);
create index mail_sign_ins_by_browser on mail_sign_ins (tenant_id, browser_hash);
create index mail_sign_ins_by_end on mail_sign_ins (expires_at);

alter table mail_sign_ins enable row level security;
alter table mail_sign_ins force row level security;
create policy own_tenant on mail_sign_ins
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on mail_sign_ins using ((select current_setting('app.platform', true)) = 'on');
