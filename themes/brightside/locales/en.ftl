# Brightside's tone: brisk. Short words, no decoration.

hello = { $name }
brand-waiting =
    { $count ->
        [one] needs you
       *[other] need you
    }
brand-visits =
    { $count ->
        [one] visit booked
       *[other] visits booked
    }
brand-open = in hand
new-request = Log a job
nav-home = Board
nav-requests = Jobs
emergency = Life or limb? Call now:
help-phone = Desk, 24 hours:
sign-in-help = Locked out? Call the desk:
home-waiting = Waiting on you
home-answer = Answer
home-visits = On the way
home-open = In hand
home-closed = Closed
home-all = All jobs
home-nothing-open = Clear. Nothing open.
home-empty = No jobs yet.
visit-who = { $name }
request-number = Job { $number }
all-requests = All jobs
search-requests = Number, word or site
row-visit = On
reply-label = Message the desk
reply-send = Send
next-requested =
    { $hours ->
        [0] With the desk. Nothing to do for now.
        [one] With the desk. You hear from us within an hour.
       *[other] With the desk. You hear from us within { $hours } hours.
    }
next-accepted = Accepted. A time follows.
next-planned-at = { $who }, { $day }, { $time }.
next-in_progress = In hand. Nothing to do for now.
next-waiting = Your move. Answer below and we go on.
next-done = Done. Anything left? Write to us.
next-closed = Closed. Write to reopen the conversation.
event-requested =
    { $mine ->
        [yes] You logged the job.
       *[other] { $actor } logged the job.
    }
event-accepted = { $actor } accepted the job.
event-rejected = { $actor } declined the job.
event-status-changed = Now: { $to }
event-closed = Job closed.
choice-title = What do you need?
check-title = All correct?
send = Log it
sent-title = Logged
sent-number = Job number
sent-next = Next
sent-reply-by = You hear from us: { $when }.
sent-mail = Receipt to { $email }.
sent-follow = Track it here, write to us there.
sent-open = Open job
error-not-found-title = No such page
error-not-found-text = Check the address, or switch accounts.
error-not-found-action = To the board
message-signed-out-title = Signed out
