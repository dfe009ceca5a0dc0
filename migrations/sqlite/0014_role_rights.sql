-- Parts of work orders by role. Before the first release, so in one step: nodes of the program before it, which show everything, stop first.
-- Who is there keeps what she sees; a new role shows no part until it says so.

alter table roles add column shows text not null default '[]' check (length(shows) <= 2000);
update roles set shows = '["photos","documents","planned","employee"]';
