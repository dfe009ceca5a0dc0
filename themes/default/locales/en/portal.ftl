# What customers read.

skip = Skip to content
menu = Menu
language = Language
account-of = Account of { $name }
sign-out = Sign out
help-phone = Questions? Call us:
nav-home = Overview
nav-requests = Requests
nav-new = New request
new-request = New request
title-error = Error:
emergency = In an emergency call at once:
yes = Yes
no = No
cancel = Cancel
close = Close
back = Back
change = Change
remove = Remove
retry = Try again
print = Print
details = Details
files = Files
internal = Internal
state = State

# Days and sizes
date-today = today, { $time }
date-yesterday = yesterday, { $time }
date-tomorrow = tomorrow, { $time }
date-day = { $weekday } { $date }
date-and-time = { $day }, { $time }
time-range = { $from } to { $to }
time-at = { $time }
file-size-bytes = { $size } bytes
file-size-kb = { $size } kB
file-size-mb = { $size } MB

# Signing in
sign-in-title = Sign in
sign-in = Sign in
email = Email
password = Password
forgot = Forgot your password?
sign-in-help = Cannot get in? We are glad to help:
sign-in-failed = The email or the password is not right. Please check both.
sign-in-too-many = That was too many tries. Please wait a minute.
sign-in-busy = Very many people are signing in. Please try again in a moment.
welcome-title = Welcome to { $tenant }
welcome-text = Tell us here what we should do for you, and see at any time how it is going.

# First page
hello = Hello, { $name }
home-waiting = We need your answer
home-answer = Please answer
home-visits = Next visits
home-open = Open requests
home-closed = Closed lately
home-all = All requests
home-more = { $shown } of { $total } – show all
home-nothing-open = All done. Nothing is open.
home-empty = You have not made a request yet.
visit-who = { $name } will come
to-calendar = Add to calendar

# Lists
request-number = Request { $number }
all-requests = All requests
search = Search
search-requests = Search number, word or place
clear-search = Clear search
filters = Filters
filter-all = All
filter-open = Open
filter-new = New
filter-closed = Closed
filter-requested = New
filter-accepted = Accepted
filter-planned = Planned
filter-in_progress = In progress
filter-waiting = Waiting for an answer
filter-done = Done
filter-not_done = Not carried out
filter-emergency = Emergency
filter-ok = Succeeded
filter-failed = Failed
filter-loop_blocked = Stopped
sort-by = Sorted:
sort-newest = Newest first
sort-oldest = Oldest first
sort-updated = Last changed
sort-priority = Most urgent first
pages = Pages
paging = { $from } to { $to } of { $total }
paging-hidden =
    { $count ->
        [one] The filter hides one more.
       *[other] The filter hides { $count } more.
    }
previous = Previous
next-page = Next
row-visit = Visit
list-nothing-found = There is nothing for “{ $search }” with this filter.
list-nothing-filtered = There is nothing to see with this filter.
list-show-all =
    { $count ->
        [one] Show the only one
       *[other] Show all { $count }
    }
list-clear-and-show-all =
    { $count ->
        [one] Clear the search and show the only one
       *[other] Clear the search and show all { $count }
    }

# One request
history = History
history-empty = Nothing has happened yet.
history-earlier = Earlier entries
history-latest = Latest entries
live-changed = There is news about this request.
reply-label = Message to { $tenant }
reply-send = Send message
not-answered = Not answered
next-requested =
    { $hours ->
        [0] We have your request and will look at it. You need not do anything.
        [one] We have your request and will answer within an hour. You need not do anything.
       *[other] We have your request and will answer within { $hours } hours. You need not do anything.
    }
next-accepted = We are taking care of it. Next we will tell you when we come.
next-planned = The visit is being prepared. You will hear from us.
next-planned-at = The visit is on { $day }, { $time }. { $who } will come.
next-in_progress = We are working on it. You need not do anything.
next-waiting = Please answer us below. Then we can go on.
next-done = The work is done. If something is left, write to us.
next-closed = This request is closed. Write to us if you need anything else.

# Timeline
actor-customer = Customer
actor-staff = Our office
actor-extension = Our office
actor-engine = The portal
event-requested =
    { $mine ->
        [yes] You sent the request.
       *[other] { $actor } sent the request.
    }
event-accepted = { $actor } accepted the request.
event-rejected = { $actor } rejected the request.
event-rejected-short = rejected this
event-status-changed = New state: { $to }
event-closed = The request was closed.
event-closed-short = closed this
event-commented = { $actor } wrote.
event-noted = { $actor } left a note.
event-file-added =
    { $mine ->
        [yes] You attached a file:
       *[other] { $actor } attached a file:
    }
event-prioritised = Urgency: { $detail } ({ $actor })
event-assigned = Assigned to: { $detail } ({ $actor })
event-mailed =
    { $detail ->
        [office] E-mail to the office
       *[customer] E-mail to the customer
    }
priority- = –
priority-low = Low
priority-normal = Normal
priority-high = High
priority-emergency = Emergency

# A new request
choice-title = What is it about?
choice-empty = You cannot make a request here at the moment. Please call us.
step = Step { $number } of { $total }
continue = Continue
refresh-questions = Update the questions
check-step = Last step
check-title = Is everything right?
check-empty = Nothing is filled in yet.
send = Send
sent-title = We have your request
sent-number = Your number
sent-next = What happens next
sent-reply-by = You will hear from us by then at the latest: { $when }.
sent-reply = We will look at your request and get in touch.
sent-mail = A confirmation goes to { $email }.
sent-follow = You can see how it is going at any time, and write to us there.
sent-open = See the request
sent-copy = Your answers
offline = No connection. Your answers stay here – please try again in a moment.
draft-restored = What you typed last is back.

# Pages that only say something
error-reference = Number of this incident:
error-not-found-title = This page does not exist
error-not-found-text = The address may be incomplete, or the page belongs to another account.
error-not-found-action = To the overview
error-forbidden-title = You may not do this here
error-forbidden-text = Your account has no right to it. If you need it, call us.
error-forbidden-action = To the overview
error-looking-title = Here you can only look
error-looking-text = You are seeing the portal as somebody else does. Nothing is changed, sent or kept meanwhile, and her profile stays hidden.
error-looking-action = To the overview
error-look-over-title = This view has ended
error-look-over-text = You saw the portal as somebody else does. That is over. You can begin anew in the office.
error-look-over-action = To the portal
error-method-title = There is nothing to open here
error-method-text = This address is not a page to open. Please start from the overview.
error-method-action = To the overview
error-timeout-title = That took too long
error-timeout-text = The connection was too slow or broke off. Please go back and try again.
error-timeout-action = To the overview
error-too-many-title = One moment please
error-too-many-text = That was a lot in a short time. Please try again in a minute.
error-too-many-action = Try again
error-too-large-title = That is too large
error-too-large-text = Please send smaller files, or fewer at once.
error-too-large-action = Back
error-bad-title = We did not understand that
error-bad-text = Something was lost on the way. Please go back and try again.
error-bad-action = To the overview
error-unavailable-title = It is not possible right now
error-unavailable-text = The portal is away for a moment. Your requests are safe. Please try again shortly.
error-unavailable-action = Try again
error-internal-title = Something went wrong on our side
error-internal-text = This is our mistake, not yours. What you sent is kept if you have a number for it.
error-internal-action = To the overview
message-signed-out-title = You are signed out
message-signed-out-text = Drafts were removed from this device.
message-signed-out-action = Sign in again

# After an act
flash-comment = Your message is sent.
flash-accepted = Accepted. The customer will be told.
flash-rejected = Rejected. The customer will be told.
flash-status = The state is changed.
flash-note = The note is kept.
flash-priority = The urgency is changed.
flash-assignee = The assignment is changed.
flash-retry = We are trying again.
flash-conflict = Somebody else changed this meanwhile. Please look again.

# Demonstration
demo-title = Try Portico
demo-lead = Three companies that share nothing but the program below. All data is made up.
demo-about-nordwind = Heat pumps and heating service in Lübeck
demo-about-vankade = Family installer in Utrecht
demo-about-brightside = Facility management in London
demo-portal = Open portal
demo-office = Open office
demo-customer = Customer
demo-staff = Office
demo-logins = Logins to try
demo-mailbox = Mailbox
demo-mailbox-about = Every mail of the demonstration ends here. Nobody really gets them.
demo-mailbox-empty = No mail yet.
demo-mail-text = As plain text
demo-folders = Save a file in these folders and load the page again:

join-title = Welcome
join-lead = { $by } has invited you to use this portal for { $customer }.
join-email = Your address for signing in
join-name = Your name
join-password = Password that you will use from now on
join-password-help = At least 8 characters. Several words in a row are safe and easy to remember.
join-send = Accept the invitation
message-look-link-over-title = This link is no longer valid
message-look-link-over-text = It is good for a minute, and once. The office gives you a new one.
message-look-link-over-action = To the portal
message-look-ended-title = This view has ended
message-look-ended-text = From here on this browser sees the portal with your own account again, if you have one.
message-look-ended-action = Back to the office
message-invitation-over-title = This link is no longer valid
message-invitation-over-text = It was used already, is too old, or was replaced by a newer one. If you have a password, sign in. Otherwise ask us for a new invitation.
message-invitation-over-action = Sign in

# Seeing the portal as somebody else does
look = View as somebody else
look-bar = { $staff } sees the portal as { $name } does and can change nothing.
look-until = At the latest until
look-end = End this view
look-title = See the portal as { $name } does
look-lead = { $staff } will see for { $minutes } minutes what { $name } sees. Nothing can be changed or sent meanwhile. Beginning and end are in the audit log.
look-own = In this browser { $name } is signed in at the portal. That stays, and counts again after this view.
look-begin = Begin this view
# In place of the name, address or number of somebody who was erased
erased-person = (erased)
portals-title = Choose a portal
portals-change = Change portal
portals-lead = You have access to several portals. Where would you like to go?
portals-here = You are here.
portals-stay = Stay here
portals-go = Open
portals-go-to = Open { $name }
crossing-away-title = On to { $name }
crossing-away-lead = This portal has an address of its own. The link is good for a minute, and once.
crossing-title = On to { $portal }
crossing-lead = You come from another portal, where you are signed in as { $name }.
crossing-enter = Continue as { $name }
message-crossing-over-title = This link is no longer valid
message-crossing-over-text = It is good for a minute, and once. Change from the other portal once more, or sign in here.
message-crossing-over-action = Sign in
