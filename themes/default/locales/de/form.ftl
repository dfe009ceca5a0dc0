# Forms: what inputs say, and what is wrong with an answer.

optional = (freiwillig)
choose = Bitte wählen
no-choices = Es gibt nichts zu wählen.
upload-limits =
    { $count ->
        [one] Eine Datei, höchstens { $size }.
       *[other] Bis zu { $count } Dateien, jede höchstens { $size }.
    }
upload-too-large = ist größer als { $max } und wurde nicht gesendet.
upload-failed = konnte nicht gesendet werden.
upload-done = ist gesendet.
remove-file = { $name } entfernen

problems-title = Es gibt ein Problem
problem-required = Bitte beantworten Sie das.
problem-not-ticked = Bitte setzen Sie hier ein Häkchen.
problem-too-long = Bitte höchstens { $max } Zeichen.
problem-too-many = Bitte höchstens { $max }.
problem-too-many-files = Eine Anfrage kann höchstens { $max } Dateien haben. Bitte entfernen Sie welche.
problem-too-often = Das war viel in kurzer Zeit. Bitte warten Sie eine Minute und senden Sie es noch einmal.
problem-not-a-number = Bitte eine Zahl eingeben, zum Beispiel 1,5.
problem-too-small = Bitte mindestens { $min }.
problem-too-large = Bitte höchstens { $max }.
problem-not-a-choice = Bitte wählen Sie eine der Möglichkeiten.
problem-not-a-date = Bitte ein Datum eingeben, zum Beispiel 14.03.2025.
problem-not-an-email = Bitte eine E-Mail-Adresse eingeben, zum Beispiel name@beispiel.de.
problem-not-a-phone = Bitte eine Telefonnummer eingeben, zum Beispiel 0451 123456.
problem-repeated = Das kam doppelt an. Bitte senden Sie es noch einmal.
problem-stale = Dieses Formular hat sich inzwischen geändert. Bitte sehen Sie Ihre Angaben noch einmal durch.
problem-unknown-field = Die Angabe „{ $name }“ gibt es in diesem Formular nicht.
problem-not-found = Das haben wir nicht gefunden. Bitte wählen Sie neu.
problem-said = { $text }
problem-unavailable = Das lässt sich gerade nicht prüfen. Bitte versuchen Sie es gleich noch einmal.
problem-file-empty = Die Datei ist leer.
problem-file-too-large = Die Datei ist größer als { $max } MB.
problem-file-kind = Dateien dieser Art nehmen wir nicht an. Bitte senden Sie ein Bild oder ein PDF.
problem-file-full = Sie haben schon sehr viel hochgeladen, das noch zu keiner Anfrage gehört. Bitte senden Sie zuerst eine Anfrage ab.
problem-file-cut = Die Datei kam nicht vollständig an. Bitte senden Sie sie noch einmal.
problem-file-not-kept = Die Datei konnte gerade nicht gespeichert werden. Bitte senden Sie sie gleich noch einmal.
password-too-short = Das Passwort braucht mindestens { $min } Zeichen. Mehrere Wörter hintereinander merken Sie sich leicht.
password-too-long = Das Passwort ist zu lang. Es darf höchstens 256 Zeichen haben.
password-own-words = Das Passwort besteht fast nur aus einem Namen, den hier jeder kennt. Lassen Sie Namen und Adressen weg.
password-common = Dieses Passwort wird als eines der ersten ausprobiert. Nehmen Sie mehrere Wörter, die nicht zusammengehören.
password-breached = Dieses Passwort wurde schon einmal gestohlen. Nehmen Sie ein anderes und ändern Sie es überall, wo Sie es nutzen.
password-weak = Dieses Passwort ist zu leicht zu erraten. Hängen Sie Wörter an, die nicht zusammengehören.
problem-member-known = Diese Adresse hat schon Zugang zu diesem Portal.
problem-login-closed = Dieser Zugang ist gesperrt. Geben Sie ihn zuerst wieder frei.
problem-email-taken = Diese Adresse gehört schon zu einem anderen Zugang.
