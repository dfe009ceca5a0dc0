# Van Kades Ton auf Deutsch: freundlich und schnell.

brand-line = Installateure, Utrecht
brand-hello = Schön, dass Sie da sind. Womit können wir helfen?
brand-family = Vom Vater zur Tochter. Ein richtiger Installateur um die Ecke.
