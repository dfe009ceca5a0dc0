# Van Kade's tone in English: friendly and quick.

brand-line = Installations, Utrecht
brand-hello = Good to see you. What can we do for you?
brand-family = From father to daughter. A real installer round the corner.
hello = Hello { $name }
home-nothing-open = Everything works. Nothing is open.
home-visits = We are dropping by
choice-title = What can we help with?
sent-title = Great, we have it
error-not-found-title = Nobody is at home here
