# One's own login, for customers and for the office.

profile-title = My profile
profile-details = About me
profile-name = Name
profile-name-missing = Please enter your name.
profile-name-long = Please shorten the name to 200 characters.
profile-sign-in = Signing in

# Passwords
password-title = Change password
password-current = Current password
password-new = New password
password-help = At least { $min } characters, better 15. Several words in a row are easy to remember.
password-ends-sessions = You will be signed out on all other devices.
password-send = Change password
password-current-wrong = The current password is not right. Please enter it again.
password-strength-0 = Very weak
password-strength-1 = Weak
password-strength-2 = Fair
password-strength-3 = Good
password-strength-4 = Very good

# Proving anew who one is
confirm-title = Please confirm that it is you
confirm-lead = You signed in some time ago. After this we go on, and nothing is lost.
confirm-send = Confirm
confirm-wrong = That is not right. Please try again.
confirm-elsewhere-lead = You signed in some time ago. Please sign in there once more. After that you are back here and can go on.
confirm-neither-lead = You signed in some time ago. This step needs a password, and you have none yet.
confirm-set-password = Set a password

# The second factor
factor-title = Second factor
factor-on = Set up. After the password we ask for a code.
factor-off = An app on your phone protects your account even when somebody knows your password.
factor-set-up = Set up
factor-remove = Remove the second factor
factor-replace = Set up anew
factor-lead = From then on we also ask for a code that an app on your phone shows.
factor-required = In the office everybody needs a second factor. Set it up now; then you can go on.
factor-step-app = On your phone, open an app for one-time codes, such as Aegis, FreeOTP, 2FAS or your password manager.
factor-step-scan = Scan this picture with it.
factor-qr = QR code for the app
factor-by-hand = If that does not work, type in this key:
factor-open-app = Open in an app on this device
factor-step-code = Enter the code that the app shows now.
factor-send = Set up
factor-wrong = The code does not fit. Use the newest one, and check that the clock of your phone is right.
factor-over = Setting up took too long. Please scan the new picture.
recovery-title = Recovery codes
recovery-first = The second factor is set up.
recovery-lead = When you do not have your phone, one of these codes lets you in. Keep them where only you can reach them, for example on paper.
recovery-once = Each works once. We show them only now; you can make new ones at any time.
recovery-kept = I have kept them
recovery-new = Make new recovery codes
recovery-left =
    { $count ->
        [0] You have no recovery codes left. Please make new ones.
        [one] You have one recovery code left.
       *[other] You have { $count } recovery codes left.
    }
code-title = Enter a code
code-label = Code
code-help = The six digits from your app, or one of your recovery codes.
code-remember =
    { $days ->
        [one] Do not ask again on this device for one day
       *[other] Do not ask again on this device for { $days } days
    }
code-back = Sign in with another account
code-lost = Lost your phone and your recovery codes? Please contact us; we reset the second factor.
code-wrong = The code is not right. Use the newest one; each works only once.
code-closed = Those were too many wrong codes. Please wait a while and try again.

# Passkeys
passkeys-title = Passkeys
passkeys-lead = With one you sign in by fingerprint, face or the PIN of your device, without a password and without a code.
passkey-new = Add a passkey
passkey-lead = Your device or your password manager makes a key and keeps it. We get only the public part, with which nobody can sign in.
passkey-host = Works at { $host }.
passkey-name = Name of the passkey
passkey-name-help = So that you know it again, for example the name of the device.
passkey-name-missing = Please give the passkey a name.
passkey-make = Make the passkey
passkey-since = Since
passkey-used = last used
passkey-unused = never used
passkey-rename = Rename
passkey-remove = Remove
passkey-remove-named = Remove the passkey “{ $name }”
passkey-not-made = No passkey was made. You can try again. Perhaps there is one on this device already.
passkey-not-used = No passkey was used. You can try again.
passkey-no-browser = This browser cannot use passkeys. Switch JavaScript on, or take a newer browser.
passkey-wrong = This passkey does not work here. It must recognise you on the device, for example by a PIN, and must not be in use already.
passkey-over = That took too long. Please try again.
passkey-failed = That did not work with this passkey. Please try again, or sign in another way.
passkey-or-code = Use your passkey, or enter a code.
passkey-owed = Use your passkey
passkey-owed-lead = You have a passkey. In the office the password alone is not enough then: please sign in with the passkey.
passkey-elsewhere = Passkeys do not work at this address. Please sign in at the address that yours is for.
passkey-lost = Lost your passkey? Please contact us; we remove it.
sign-in-passkey = Sign in with a passkey
confirm-passkey = Confirm with a passkey
factor-or-passkey = A passkey will do instead of the app.
flash-passkey-added = The passkey is there. You are signed out on other devices.
flash-passkey-renamed = The name is saved.
flash-passkey-removed = The passkey is removed; delete it on your device as well. You are signed out on other devices.

# Sessions and remembered browsers
sessions-title = Where you are signed in
sessions-lead = If something looks strange, sign it out and change your password.
session-this = This device
session-since = Since
session-seen = last
session-end = Sign out
sessions-end-others = Sign out all others
browser-on = { $browser } on { $system }
browser-unknown = Unknown device
devices-title = Remembered devices
devices-lead = On these we do not ask for the second factor.
device-forget = Forget

flash-details = Your details are saved.
flash-password = Your password is changed. You are signed out on other devices.
flash-sign-out = Signed out.
flash-browser = The device is forgotten.
flash-factor-removed = The second factor is removed. You are signed out on other devices.
flash-code-over = The time for the code is over, or it was wrong too often. Please sign in again.

# A forgotten password
forgot-title = Forgotten password
forgot-lead = Enter the mail address of your account. We send you a link to set a new password.
forgot-send = Send the link
forgot-back = Back to signing in
forgot-sent = If there is an account for { $email }, a link is on its way.
forgot-sent-help =
    { $minutes ->
        [one] It is good for one minute. If nothing arrives, look into your spam folder and check the address.
       *[other] It is good for { $minutes } minutes. If nothing arrives, look into your spam folder and check the address.
    }
forgot-no-address = That is not a mail address. Please check what you entered.
forgot-too-many = That was too often. Please wait a while and try again.
reset-title = New password
reset-ends-sessions = Then sign in with the new password. You will be signed out on all devices.
reset-send = Set the password
message-reset-over-title = This link is no longer valid
message-reset-over-text = It was used already, has expired, or was replaced by a newer one.
message-reset-over-action = Ask for a new link
flash-reset = Your password is set. Please sign in with it.

# Signing in by a mail
sign-in-by-mail = Sign in without a password: code by mail
mail-code-title = Sign in by mail
mail-code-lead = Enter the mail address of your account. We send you a code and a link.
mail-code-send = Send the code
mail-code-sent = If there is an account for { $email }, a mail with a code is on its way. It is good for ten minutes.
mail-code-help = Eight letters from the mail. You can also open its link.
mail-code-wrong = The code is not right or no longer valid. Check it, or ask for a new one.
mail-link-lead = One click signs you in to { $portal }.
message-sign-in-over-title = This link is no longer valid
message-sign-in-over-text = It was used already, has expired, or was replaced by a newer one.
message-sign-in-over-action = Sign in

# Signing in elsewhere
sign-in-company = Continue with your company login
sign-in-company-help = For companies that have set it up with us. Your mail address is enough.
sign-in-no-company = For this mail address there is no company login. Please sign in with your password.
sign-in-with = Sign in with { $provider }
join-with = Accept with { $provider }
sign-in-away-title = On to { $provider }
sign-in-away-text = Sign in there; then you come back to { $portal }.
sign-in-away-action = Continue
message-provider-down-title = That sign-in does not work at the moment
message-provider-down-text = The other side did not answer as it should. Please try again in a few minutes, or sign in another way.
message-provider-down-action = Back to signing in
message-provider-over-title = You are not signed in
message-provider-over-text = The sign-in was called off, took too long, or was begun in another browser. Please begin again.
message-provider-over-action = Back to signing in
message-provider-unknown-title = We do not know this account yet
message-provider-unknown-text = You signed in over there, but we have no access for you here. Please ask your contact at our office to set it up.
message-provider-unknown-action = Back to signing in
data-title = Your data
data-lead = Everything that is kept about you here, in one file (JSON): access, roles, sign-ins, requests, messages and mails.
data-download = Download my data
