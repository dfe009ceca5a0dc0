# Forms: what inputs say, and what is wrong with an answer.

optional = (optional)
choose = Please choose
no-choices = There is nothing to choose.
upload-limits =
    { $count ->
        [one] One file of at most { $size }.
       *[other] Up to { $count } files of at most { $size } each.
    }
upload-too-large = is larger than { $max } and was not sent.
upload-failed = could not be sent.
upload-done = is sent.
remove-file = Remove { $name }

problems-title = There is a problem
problem-required = Please answer this.
problem-not-ticked = Please tick this box.
problem-too-long = Please use at most { $max } characters.
problem-too-many = Please give at most { $max }.
problem-too-many-files = A request can have at most { $max } files. Please remove some.
problem-too-often = That was a lot in a short time. Please wait a minute and send it again.
problem-not-a-number = Please enter a number, for example 1.5.
problem-too-small = Please enter at least { $min }.
problem-too-large = Please enter at most { $max }.
problem-not-a-choice = Please choose one of these.
problem-not-a-date = Please enter a date, for example 14 March 2025.
problem-not-an-email = Please enter a mail address, for example name@example.com.
problem-not-a-phone = Please enter a phone number, for example 020 7946 0000.
problem-repeated = This arrived twice. Please send it again.
problem-stale = This form has changed meanwhile. Please look through your answers again.
problem-unknown-field = This form has no question “{ $name }”.
problem-not-found = We did not find this. Please choose again.
problem-said = { $text }
problem-unavailable = This cannot be checked right now. Please try again in a moment.
problem-file-empty = The file is empty.
problem-file-too-large = The file is larger than { $max } MB.
problem-file-kind = We do not take files of this kind. Please send a picture or a PDF.
problem-file-full = You have uploaded very much that is not part of a request yet. Please send a request first.
problem-file-cut = The file did not arrive whole. Please send it again.
problem-file-not-kept = The file could not be stored just now. Please send it again in a moment.
password-too-short = The password needs at least { $min } characters. Several words in a row are easy to remember.
password-too-long = The password is too long. It may have 256 characters at most.
password-own-words = The password is hardly more than a name that everybody knows here. Leave out names and addresses.
password-common = This password is one of the first that are tried. Take several words that do not belong together.
password-breached = This password has been stolen before. Take another, and change it wherever else you use it.
password-weak = This password is too easy to guess. Add words that do not belong together.
problem-member-known = This address has access to this portal already.
problem-login-closed = This login is closed. Open it again first.
problem-email-taken = This address belongs to another login.
