# Nordwinds Ton: der verlässliche Nachbar. Nur was anders klingt als im mitgelieferten Theme.

hello = Moin, { $name }
brand-mood = Bei Ihnen läuft alles. Wir halten die Augen offen.
brand-mood-visit = Wir sind schon auf dem Weg zu Ihnen – Ihren Termin sehen Sie gleich hier unten.
brand-mood-waiting = Eine Sache können nur Sie uns sagen, dann geht es weiter.
home-visits = Wir kommen zu Ihnen
home-nothing-open = Alles warm, alles dicht. Es ist nichts offen.
home-empty = Sie haben uns noch nicht gebraucht – so soll es sein. Wenn doch, sind wir da.
choice-title = Wobei können wir helfen?
sent-title = Angekommen. Wir kümmern uns.
sent-follow = Den Stand sehen Sie hier jederzeit, und schreiben können Sie uns dort auch.
next-accepted = Wir kümmern uns darum und melden uns mit einem Termin.
help-phone = Lieber sprechen? Wir sind da:
error-not-found-title = Diese Seite ist davongeweht
error-not-found-text = Vielleicht ist die Adresse unvollständig, oder die Seite gehört zu einem anderen Konto.
message-signed-out-title = Tschüss und bis bald
