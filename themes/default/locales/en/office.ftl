# What the office reads.

office-sign-in-title = Office
nav-inbox = Portal requests
nav-orders = Work orders
nav-extensions = Extensions
nav-runs = Runs
nav-outbox = Outbox
keys = Keyboard
key-search = Search
key-move = Next and previous entry
key-accept = Accept
key-help = This overview

inbox-title = Portal requests
inbox-empty = All looked at.
inbox-choose = Choose a request on the left.
chosen = Chosen request
accept = Accept
reject = Reject
reject-reason = Reason for the customer
reject-help = The customer reads this in the portal and in the mail.
status-reason-help = Needed where a request is not carried out. The customer reads it.
reject-send = Reject request
write-customer = Customer
write-customer-label = Message to { $name }
write-customer-send = Send to customer
write-note = Internal note
write-note-label = Note, for the office only
write-note-send = Keep note
customer = Customer
set = Set
set-status = State
set-priority = Urgency
set-assignee = Assigned to
nobody = nobody

search-orders = Search number, word, customer or place
orders-empty = There are no work orders yet.
column-number = No.
column-title = Subject
column-status = State
column-priority = Urgency
column-customer = Customer
column-assignee = Assigned to
column-planned = Visit
column-updated = Changed
column-rule = Rule
column-outcome = Outcome
column-order = Work order
column-effects = Effects
column-cost = Cost
column-when = When
column-task = Task
column-answer = Answer
column-act = Act
column-subject = Subject
column-to = To
column-state = State

extension-theme = Themes
extension-flow = Form rules
extension-automation = Automations
extension-plugin = Plugins
extension-state-ok = Healthy
extension-state-warning = Works, with a remark
extension-state-stale = Last good version is live
extension-state-failed = Not running
extension-state-aside = Put aside after failures
extension-state-off = Off
extension-never = never loaded
extension-runs =
    { $count ->
        [one] { $count } run
       *[other] { $count } runs
    }
extension-failed = { $count } failed
extension-calls =
    { $count ->
        [one] { $count } call since it was loaded
       *[other] { $count } calls since it was loaded
    }
extension-last-fault = Last failure
extension-aside-until = Not called before
extensions-generation = Generation { $number }
extensions-findings = What is wrong with a file reads word for word as in “portico check” and in the server’s log.
finding-error = Error
finding-warning = Warning
extensions-empty = There are no extensions yet.

outcome-ok = Succeeded
outcome-failed = Failed
outcome-loop_blocked = Stopped
runs-empty = No rule has run yet.
run-cost =
    { $count ->
        [one] { $ms } ms, { $operations } step
       *[other] { $ms } ms, { $operations } steps
    }
run-attempt = Try { $number }
run-input = Input
run-effects = Effects
run-no-effects = The rule asked for nothing.
run-log = Log
run-no-log = The rule noted nothing.
run-error = Error

outbox-about = What goes out: mails and tasks, and how each is doing.
outbox-parked = Given up
outbox-mails = Mails
outbox-empty = Nothing on its way.
outbox-attempts =
    { $count ->
        [one] one try
       *[other] { $count } tries
    }
task-automate = Run a rule
task-send_mail = Send a mail
mail-queued = On its way
mail-sent = Sent
mail-parked = Given up

setting-general-phone = Phone number that customers see on every page.
setting-general-emergency_phone = Number for emergencies. Blank: none.
setting-theme-accent = Main colour. Text in it becomes darker where it could not be read.
setting-theme-signal = Colour of all that needs an answer.
setting-theme-radius = Roundness of corners in pixels.
setting-theme-scheme = Light, dark, or as the device is set.
setting-request-max_files = How many files a request may have.
setting-request-max_file_mib = Largest file in MB (1024 × 1024 bytes).
setting-request-reply_hours = Within how many hours you answer. 0: no promise.
setting-welcome-title = Heading beside the sign-in.
setting-welcome-text = Welcome beside the sign-in.
setting-orders-page_size = Rows of a list.
setting-mail-customer = Customers get mails about their requests.
setting-sign_in-mail_link = Customers may sign in without a password, by a code or link in a mail.
setting-invitations-days = Days for which the link of an invitation is valid.
setting-invitations-automatic = New contacts with a mail address are invited by themselves.

nav-customers = Customers
nav-users = Portal users
search-customers = Find a number, name or email
search-users = Find a name or email
customers-empty = There are no customers yet.
users-empty = Nobody has access yet.
users-more = All portal users of this customer
show-all-customers = Show all customers
show-all-users = Show all portal users
choose-rows = Choose
column-name = Name
column-roles = Roles
column-last-sign-in = Last here
column-reach = Reached at
no-role = no role
filter-blank = Not invited
filter-invited = Invited
filter-expired = Invitation expired
filter-active = Active
filter-bounced = Mail came back
filter-disabled = Closed
contacts = Contacts
contacts-empty = No contacts yet.
contact-add = Add contact
contact-new = New contact
give-access = Give access
addresses = Addresses
addresses-empty = No addresses yet.
objects = Equipment
objects-empty = No equipment yet.
access = Access
user-add = Add portal user
user-new = New portal user
user-new-for = Access for { $customer }
user-invite = Invite
user-invite-again = Send the invitation again
user-revoke = Take the invitation back
user-close = Close
user-open = Open
user-close-help = Whose access is closed is signed out everywhere at once.
user-open-help = This access is closed.
user-factor-reset = Reset the second factor
user-factor-reset-help = Only when this person lost telephone and recovery codes, or her passkeys. All passkeys are removed as well. Make sure that it is really her. She is signed out everywhere, gets a mail, and signs in with the password alone from then on.
user-look = See the portal as this person
user-look-help = You see the portal as this person does and can change nothing there. It is in the audit log and ends by itself.
office-look-title = See the portal as { $name } does
office-look-lead = The link is good for a minute, and once. After it you see { $portal } for { $minutes } minutes as this person does, without changing anything.
office-look-go = To { $portal }
user-data = Download data
user-remove = Remove access
user-remove-help = From now on this person does not see this portal. Her requests stay.
user-others = Other access of this person
user-conflict = That is not possible in this state. Please look again.
save = Save
invitation = Invitation
invitation-none = Not invited yet.
invitation-waiting = The mail is on its way.
invitation-open = Invited, not accepted yet.
invitation-expired = The link is too old.
invitation-accepted = Accepted.
invitation-revoked = Taken back.
invitation-until = Valid until
invitation-sent =
    { $count ->
        [one] Sent by { $by } on
       *[other] Sent { $count } times by { $by }, last on
    }
bulk-chosen = Chosen ones:
bulk-invite-done =
    { $count ->
        [one] One invitation is on its way.
       *[other] { $count } invitations are on their way.
    }
bulk-disable-done =
    { $count ->
        [one] One access is closed.
       *[other] { $count } are closed.
    }
bulk-enable-done =
    { $count ->
        [one] One access is open.
       *[other] { $count } are open.
    }
bulk-remove-done =
    { $count ->
        [one] One access is removed.
       *[other] { $count } are removed.
    }
bulk-left-out =
    { $count ->
        [one] For one it was not possible or not needed.
       *[other] For { $count } it was not possible or not needed.
    }
flash-user-added = The access is there.
flash-user-saved = Saved.
flash-user-opened = The access is open.
flash-user-closed = The access is closed and signed out everywhere.
flash-factor-reset = The second factor is reset. The person is told by mail.
flash-user-removed = The access is removed.
flash-invited = The invitation is on its way.
flash-revoked = The invitation is taken back.
flash-contact-added = The contact is there.
flash-contact-invited = The contact is there and invited.
field-name = Name
field-email = Email
field-email-help = The person signs in with this address.
field-phone = Telephone
field-language = Language
field-roles = Roles
field-roles-help = What several roles allow adds up. What one denies stays denied.
field-sites = Addresses looked after
field-sites-help = For roles that see what happens at these addresses.
field-contact = Contact
field-portal = Portal
field-invite = Invite by mail at once

viewers = Who sees this?
viewers-title = Who sees work order { $number }?
viewers-for = Of { $customer }
viewers-requester = asked for by { $name }
viewers-no-requester = not asked for through a portal
viewers-staff = In the office it is seen by: { $names }
viewers-none = This customer has no portal users.
column-sees = Sees it
column-why = Why
why-closed = The access is closed.
why-own-tenant = Portal users see only what lies with you,
why-own-customer = of it, what belongs to their customer,
why-own-requests = and of that only what they asked for themselves.
why-own-sites = and of that their own and everything at addresses they look after.
why-whole-customer = and of that everything.
why-staff = The office sees everything.
user-sees-more = With this { $name } would see { $after } work orders instead of { $before }. Is that what you want?
user-sees-less = With this { $name } would see only { $after } work orders instead of { $before }. Is that what you want?
user-agree = Yes, save it
import = Import
import-title = Import portal users
import-about = A table as CSV or XLSX, with { $count } rows at most. You see first what would happen; until then nothing changes.
import-columns = The first row names the columns:
import-cells = Those with * are needed. "customer" is the customer's number; "roles" has roles with spaces between them, "sites" addresses of the customer with semicolons.
import-file = File
import-invite = Invite new portal users at once
import-rehearse = Check
import-line = Line
import-added = Is added
import-sees =
    { $count ->
        [one] sees { $count } work order
       *[other] sees { $count } work orders
    }
import-known = Has access already
import-wrong = Is left out
import-would = { $added } would be added, { $known } have access already, { $wrong } rows are wrong and would be left out.
import-done = { $added } are added, { $known } had access already, { $wrong } rows were left out.
import-unlisted =
    { $count ->
        [one] One further row is not listed here.
       *[other] { $count } further rows are not listed here. Those that are wrong come first.
    }
import-confirm =
    { $count ->
        [one] Add one
       *[other] Add { $count }
    }
import-confirm-invite =
    { $count ->
        [one] Add and invite one
       *[other] Add and invite { $count }
    }
import-empty = The file has no rows.
import-kind = This is neither CSV nor XLSX. Save the table as one of them.
import-broken = The file cannot be read: { $name }
import-too-much = The table holds more text than one import takes. Please split it into several files.
import-column = There is no column "{ $name }". There are: { $known }
import-missing = The column "{ $name }" is missing in the first row.

# Erasing a person
user-erase = Erase this person
flash-user-erased = The person is erased. The proof is here in the log.
erasure-title = Erase { $name }
erasure-lead = All details of { $email } are removed. That cannot be undone. A proof without details of the person is in the audit log afterwards.
erasure-goes = What goes
erasure-stays = What stays and why
erasure-stays-orders = Work orders stay as business records. Her name, address and numbers in them are replaced.
erasure-stays-customer = The customer with its addresses stays. If it is the person herself, change it separately.
erasure-stays-words = Free texts and photos stay. In texts only what reads exactly like her name, address or number is replaced.
erasure-stays-log = The audit log can still be verified: who did what and when, without details of the person.
erasure-do = Erase for good
erasure-outbox = Mails that still wait
erasure-mails = Mails to her deleted, in others replaced
erasure-runs = Records of rules deleted
erasure-events = Timeline entries replaced
erasure-work_orders = Work orders in which details are replaced
erasure-files = File names replaced
erasure-contacts = Contacts emptied
erasure-sessions = Sessions ended
erasure-half_sign_ins = Begun sign-ins
erasure-password_resets = Links to a new password
erasure-mail_sign_ins = Sign-in links
erasure-devices = Known browsers
erasure-recovery_codes = Recovery codes
erasure-factors = Second factor
erasure-passkeys = Passkeys
erasure-identities = Logins elsewhere
erasure-crossings = Links to other portals
erasure-looks = Running views of the office
erasure-drafts = Drafts
erasure-uploads = Files not sent
erasure-invitations = Invitations
erasure-offers = Offered places
erasure-registrations = Registrations
erasure-memberships = Access to portals
erasure-submissions = Keys of sent forms
erasure-users = Login: name, address and password
erasure-audit = Audit entries in which details are replaced
