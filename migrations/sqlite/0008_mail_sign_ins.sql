-- The one mail of a person that signs her in: by its link, or by its code in the browser that asked for it.
create table mail_sign_ins (
    tenant_id blob not null,
    user_id blob not null,
    portal_id blob not null,
    secret_hash blob not null check (length(secret_hash) = 32),
    browser_hash blob not null check (length(browser_hash) = 32),
    -- Argon2id in PHC form: a code is short enough to be guessed from a plain hash.
    code_hash text not null check (length(code_hash) <= 500),
    tries integer not null,
    expires_at integer not null,
    primary key (tenant_id, user_id),
    unique (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
) strict;
create index mail_sign_ins_by_browser on mail_sign_ins (tenant_id, browser_hash);
create index mail_sign_ins_by_end on mail_sign_ins (expires_at);
