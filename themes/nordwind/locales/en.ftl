# Nordwind's tone in English: the dependable neighbour.

hello = Moin, { $name }
brand-mood = All is well at your place. We keep an eye on it.
brand-mood-visit = We are on our way to you – your visit stands just below.
brand-mood-waiting = There is one thing that only you can tell us.
home-visits = We are coming to you
home-nothing-open = All warm, all tight. Nothing is open.
choice-title = How can we help?
sent-title = It is with us. We will take care of it.
error-not-found-title = This page has blown away
