# One's own login, for customers and for the office. Form of address: Sie.

profile-title = Mein Profil
profile-details = Meine Angaben
profile-name = Name
profile-name-missing = Bitte geben Sie Ihren Namen an.
profile-name-long = Bitte kürzen Sie den Namen auf 200 Zeichen.
profile-sign-in = Anmeldung

# Passwords
password-title = Passwort ändern
password-current = Bisheriges Passwort
password-new = Neues Passwort
password-help = Mindestens { $min } Zeichen, besser 15. Mehrere Wörter hintereinander merkt man sich leicht.
password-ends-sessions = Auf allen anderen Geräten werden Sie abgemeldet.
password-send = Passwort ändern
password-current-wrong = Das bisherige Passwort stimmt nicht. Bitte geben Sie es noch einmal ein.
password-strength-0 = Sehr schwach
password-strength-1 = Schwach
password-strength-2 = Ausreichend
password-strength-3 = Gut
password-strength-4 = Sehr gut

# Proving anew who one is
confirm-title = Bitte bestätigen Sie, dass Sie es sind
confirm-lead = Ihre letzte Anmeldung liegt etwas zurück. Danach geht es weiter, und nichts geht verloren.
confirm-send = Bestätigen
confirm-wrong = Das stimmt nicht. Bitte versuchen Sie es noch einmal.
confirm-elsewhere-lead = Ihre letzte Anmeldung liegt etwas zurück. Bitte melden Sie sich dort noch einmal an. Danach sind Sie wieder hier und können fortfahren.
confirm-neither-lead = Ihre letzte Anmeldung liegt etwas zurück. Für diesen Schritt brauchen Sie ein Passwort; Sie haben noch keines.
confirm-set-password = Passwort festlegen

# The second factor
factor-title = Zweiter Faktor
factor-on = Eingerichtet. Nach dem Passwort fragen wir nach einem Code.
factor-off = Mit einer App auf Ihrem Telefon schützen Sie Ihren Zugang auch dann, wenn jemand Ihr Passwort kennt.
factor-set-up = Einrichten
factor-remove = Zweiten Faktor entfernen
factor-replace = Neu einrichten
factor-lead = Danach fragen wir beim Anmelden zusätzlich nach einem Code, den eine App auf Ihrem Telefon zeigt.
factor-required = Im Büro braucht jeder einen zweiten Faktor. Richten Sie ihn jetzt ein; danach geht es weiter.
factor-step-app = Öffnen Sie auf Ihrem Telefon eine App für Einmal-Codes, etwa Aegis, FreeOTP, 2FAS oder die Ihres Passwort-Managers.
factor-step-scan = Lesen Sie damit dieses Bild ein.
factor-qr = QR-Code für die App
factor-by-hand = Geht das nicht, tippen Sie diesen Schlüssel ab:
factor-open-app = In einer App auf diesem Gerät öffnen
factor-step-code = Geben Sie den Code ein, den die App jetzt zeigt.
factor-send = Einrichten
factor-wrong = Der Code passt nicht. Nehmen Sie den neuesten, und prüfen Sie, ob die Uhr des Telefons richtig geht.
factor-over = Das Einrichten hat zu lange gedauert. Bitte lesen Sie das neue Bild ein.
recovery-title = Notfall-Codes
recovery-first = Der zweite Faktor ist eingerichtet.
recovery-lead = Wenn Sie Ihr Telefon nicht haben, kommen Sie mit einem dieser Codes hinein. Bewahren Sie sie dort auf, wo nur Sie hinkommen, zum Beispiel ausgedruckt.
recovery-once = Jeder gilt einmal. Wir zeigen sie nur jetzt; neue können Sie jederzeit erzeugen.
recovery-kept = Ich habe sie aufbewahrt
recovery-new = Neue Notfall-Codes erzeugen
recovery-left =
    { $count ->
        [0] Sie haben keine Notfall-Codes mehr. Bitte erzeugen Sie neue.
        [one] Sie haben noch einen Notfall-Code.
       *[other] Sie haben noch { $count } Notfall-Codes.
    }
code-title = Code eingeben
code-label = Code
code-help = Der sechsstellige Code aus Ihrer App oder einer Ihrer Notfall-Codes.
code-remember =
    { $days ->
        [one] Auf diesem Gerät einen Tag lang nicht mehr fragen
       *[other] Auf diesem Gerät { $days } Tage lang nicht mehr fragen
    }
code-back = Mit einem anderen Zugang anmelden
code-lost = Telefon und Notfall-Codes verloren? Bitte wenden Sie sich an uns; wir setzen den zweiten Faktor zurück.
code-wrong = Der Code stimmt nicht. Nehmen Sie den neuesten; jeder gilt nur einmal.
code-closed = Das waren zu viele falsche Codes. Bitte warten Sie etwas und versuchen Sie es dann noch einmal.

# Passkeys
passkeys-title = Passkeys
passkeys-lead = Damit melden Sie sich mit Fingerabdruck, Gesicht oder der PIN Ihres Geräts an, ohne Passwort und ohne Code.
passkey-new = Passkey hinzufügen
passkey-lead = Ihr Gerät oder Ihr Passwort-Manager legt einen Schlüssel an und behält ihn. Wir bekommen nur den öffentlichen Teil, mit dem sich niemand anmelden kann.
passkey-host = Gilt für { $host }.
passkey-name = Name des Passkeys
passkey-name-help = Damit Sie ihn wiedererkennen, etwa der Name des Geräts.
passkey-name-missing = Bitte geben Sie dem Passkey einen Namen.
passkey-make = Passkey anlegen
passkey-since = Seit
passkey-used = zuletzt benutzt
passkey-unused = noch nie benutzt
passkey-rename = Umbenennen
passkey-remove = Entfernen
passkey-remove-named = Passkey „{ $name }“ entfernen
passkey-not-made = Es wurde kein Passkey angelegt. Sie können es noch einmal versuchen. Vielleicht gibt es auf diesem Gerät schon einen.
passkey-not-used = Es wurde kein Passkey benutzt. Sie können es noch einmal versuchen.
passkey-no-browser = Dieser Browser kann keine Passkeys. Schalten Sie JavaScript ein, oder nehmen Sie einen neueren Browser.
passkey-wrong = Dieser Passkey geht hier nicht. Er muss Sie auf dem Gerät erkennen, etwa mit einer PIN, und darf nicht schon vergeben sein.
passkey-over = Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.
passkey-failed = Mit diesem Passkey ging es nicht. Bitte versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.
passkey-or-code = Nehmen Sie Ihren Passkey, oder geben Sie einen Code ein.
passkey-owed = Passkey benutzen
passkey-owed-lead = Sie haben einen Passkey. Im Büro genügt das Passwort dann nicht: Bitte melden Sie sich damit an.
passkey-elsewhere = Passkeys gehen unter dieser Adresse nicht. Bitte melden Sie sich unter der Adresse an, für die Ihrer gilt.
passkey-lost = Passkey verloren? Bitte wenden Sie sich an uns; wir entfernen ihn.
sign-in-passkey = Mit Passkey anmelden
confirm-passkey = Mit Passkey bestätigen
factor-or-passkey = Statt der App genügt auch ein Passkey.
flash-passkey-added = Der Passkey ist angelegt. Auf anderen Geräten sind Sie abgemeldet.
flash-passkey-renamed = Der Name ist gespeichert.
flash-passkey-removed = Der Passkey ist entfernt; löschen Sie ihn auch auf Ihrem Gerät. Auf anderen Geräten sind Sie abgemeldet.

# Sessions and remembered browsers
sessions-title = Wo Sie angemeldet sind
sessions-lead = Kommt Ihnen etwas fremd vor, melden Sie es ab und ändern Sie Ihr Passwort.
session-this = Dieses Gerät
session-since = Seit
session-seen = zuletzt
session-end = Abmelden
sessions-end-others = Alle anderen abmelden
browser-on = { $browser } auf { $system }
browser-unknown = Unbekanntes Gerät
devices-title = Gemerkte Geräte
devices-lead = Auf diesen fragen wir nicht nach dem zweiten Faktor.
device-forget = Vergessen

flash-details = Ihre Angaben sind gespeichert.
flash-password = Ihr Passwort ist geändert. Auf anderen Geräten sind Sie abgemeldet.
flash-sign-out = Abgemeldet.
flash-browser = Das Gerät ist vergessen.
flash-factor-removed = Der zweite Faktor ist entfernt. Auf anderen Geräten sind Sie abgemeldet.
flash-code-over = Die Zeit für den Code ist um, oder er war zu oft falsch. Bitte melden Sie sich noch einmal an.

# A forgotten password
forgot-title = Passwort vergessen
forgot-lead = Geben Sie die E-Mail-Adresse Ihres Zugangs an. Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort setzen.
forgot-send = Link senden
forgot-back = Zur Anmeldung
forgot-sent = Wenn es zu { $email } einen Zugang gibt, ist ein Link unterwegs.
forgot-sent-help =
    { $minutes ->
        [one] Er gilt eine Minute. Kommt nichts an, sehen Sie im Spam-Ordner nach und prüfen Sie die Adresse.
       *[other] Er gilt { $minutes } Minuten. Kommt nichts an, sehen Sie im Spam-Ordner nach und prüfen Sie die Adresse.
    }
forgot-no-address = Das ist keine E-Mail-Adresse. Bitte prüfen Sie, was Sie eingegeben haben.
forgot-too-many = Das waren zu viele Anfragen. Bitte warten Sie etwas und versuchen Sie es dann noch einmal.
reset-title = Neues Passwort
reset-ends-sessions = Danach melden Sie sich mit dem neuen Passwort an. Auf allen Geräten werden Sie abgemeldet.
reset-send = Passwort setzen
message-reset-over-title = Dieser Link gilt nicht mehr
message-reset-over-text = Er wurde schon genutzt, ist abgelaufen oder wurde durch einen neueren ersetzt.
message-reset-over-action = Neuen Link anfordern
flash-reset = Ihr Passwort ist gesetzt. Bitte melden Sie sich damit an.

# Signing in by a mail
sign-in-by-mail = Ohne Passwort anmelden: Code per E-Mail
mail-code-title = Per E-Mail anmelden
mail-code-lead = Geben Sie die E-Mail-Adresse Ihres Zugangs an. Wir senden Ihnen einen Code und einen Link.
mail-code-send = Code senden
mail-code-sent = Wenn es zu { $email } einen Zugang gibt, ist eine E-Mail mit einem Code unterwegs. Er gilt zehn Minuten.
mail-code-help = Acht Zeichen aus der E-Mail. Sie können auch den Link darin öffnen.
mail-code-wrong = Der Code stimmt nicht oder gilt nicht mehr. Prüfen Sie ihn, oder fordern Sie einen neuen an.
mail-link-lead = Mit einem Klick sind Sie bei { $portal } angemeldet.
message-sign-in-over-title = Dieser Link gilt nicht mehr
message-sign-in-over-text = Er wurde schon genutzt, ist abgelaufen oder wurde durch einen neueren ersetzt.
message-sign-in-over-action = Zur Anmeldung

# Anderswo anmelden
sign-in-company = Weiter mit dem Firmenzugang
sign-in-company-help = Für Firmen, die das mit uns eingerichtet haben. Ihre E-Mail-Adresse genügt.
sign-in-no-company = Zu dieser E-Mail-Adresse gibt es keinen Firmenzugang. Bitte melden Sie sich mit Ihrem Passwort an.
sign-in-with = Mit { $provider } anmelden
join-with = Mit { $provider } annehmen
sign-in-away-title = Weiter zu { $provider }
sign-in-away-text = Melden Sie sich dort an; danach kommen Sie zu { $portal } zurück.
sign-in-away-action = Weiter
message-provider-down-title = Diese Anmeldung geht gerade nicht
message-provider-down-text = Die Gegenseite hat nicht geantwortet, wie sie sollte. Bitte versuchen Sie es in einigen Minuten noch einmal, oder melden Sie sich anders an.
message-provider-down-action = Zurück zur Anmeldung
message-provider-over-title = Sie sind nicht angemeldet
message-provider-over-text = Die Anmeldung wurde abgebrochen, hat zu lange gedauert oder wurde in einem anderen Browser begonnen. Bitte beginnen Sie noch einmal.
message-provider-over-action = Zurück zur Anmeldung
message-provider-unknown-title = Dieses Konto kennen wir noch nicht
message-provider-unknown-text = Sie haben sich dort angemeldet, haben hier aber noch keinen Zugang. Bitte lassen Sie ihn von unserem Büro einrichten.
message-provider-unknown-action = Zurück zur Anmeldung
data-title = Ihre Daten
data-lead = Alles, was hier zu Ihnen gespeichert ist, in einer Datei (JSON): Zugang, Rollen, Anmeldungen, Anfragen, Nachrichten und E-Mails.
data-download = Meine Daten herunterladen
