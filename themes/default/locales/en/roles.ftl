roles = Roles
roles-about = What portal users see and may do. A change counts at once for everybody who has the role.
role-new = New role
role-new-about = Nobody has it until you give it to somebody.
role-add = Create role
role-people =
    { $count ->
        [0] Nobody
        [one] One person
       *[other] { $count } people
    }
role-looks = Only look
role-denies = Takes away:
role-more =
    { $count ->
        [one] With this one person would see more work orders than now.
       *[other] With this { $count } people would see more work orders than now.
    }
role-less =
    { $count ->
        [one] With this one person would see fewer work orders than now.
       *[other] With this { $count } people would see fewer work orders than now.
    }
role-question = Is that what you want?
role-sees-more = { $after } work orders instead of { $before }
role-sees-less = only { $after } work orders instead of { $before }
role-unlisted =
    { $count ->
        [one] and one more person
       *[other] and { $count } more people
    }
role-remove = Remove role
role-remove-help = Nobody has this role. It is gone afterwards.
role-conflict = That is not possible now: somebody has the role, or it was changed meanwhile. This is how it is now.
column-sight = Sees
column-allows = May
column-people = Who has it
sight-own = Only what they asked for themselves
sight-sites = Their own, and everything at addresses they look after
sight-customer = Everything of the customer
permission-create = Send requests
permission-comment = Write to the office
permission-invite = Invite and look after colleagues
field-role-slug = Short name
field-role-slug-help = Names the role in tables and commands: small letters, digits and hyphens. It stays.
field-name-de = Name in German
field-name-en = Name in English
field-name-nl = Name in Dutch
field-sight = Sees
field-sight-help = Of several roles that somebody has, the widest counts.
field-allows = Allows
field-denies = Denies
field-denies-help = Holds even if another role allows it.
problem-role-name = The role needs a name.
problem-role-count = There cannot be more roles. Remove one that nobody has.
flash-role-added = The role is created.
flash-role-saved = The role is changed.
flash-role-removed = The role is removed.
audit-roles-add = Role created
audit-roles-edit = Role changed
audit-roles-remove = Role removed
role-shows = With:
role-shows-nothing = Without photos, documents, visits and names
part-photos = Photos and videos
part-documents = Documents
part-planned = Visits
part-employee = Names of employees
field-shows = Shows
field-shows-help = What is not ticked stays hidden everywhere: on pages, in downloads and in mails. Everybody sees her own files.
setting-display-photos = Show photos and videos of requests. Off: nobody in the portal sees them, except her own.
setting-display-documents = Show documents of requests. Off: nobody in the portal sees them, except her own.
setting-display-planned = Show visits. Off: nobody in the portal sees when somebody comes.
setting-display-employee = Show names: who comes, and who of the office writes. Off: only the company is named.
request-withdraw = Take this request back
request-withdraw-help = The request is closed and nobody works on it any more. This is possible until our office has decided.
flash-withdrawn = Your request is taken back.
audit-work-orders-withdraw = Took a request back
permission-upload = Send files
permission-withdraw = Take back their own requests
