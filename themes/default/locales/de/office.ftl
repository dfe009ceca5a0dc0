# What the office reads.

office-sign-in-title = Büro
nav-inbox = Portalanfragen
nav-orders = Aufträge
nav-extensions = Erweiterungen
nav-runs = Abläufe
nav-outbox = Ausgang
keys = Tastenkürzel
key-search = Suchen
key-move = Nächster und voriger Eintrag
key-accept = Annehmen
key-help = Diese Übersicht

inbox-title = Portalanfragen
inbox-empty = Alles gesichtet.
inbox-choose = Wählen Sie links eine Anfrage.
chosen = Ausgewählte Anfrage
accept = Annehmen
reject = Ablehnen
reject-reason = Grund für den Kunden
reject-help = Der Kunde liest das im Portal und in der E-Mail.
status-reason-help = Nötig, wenn eine Anfrage nicht ausgeführt wird. Der Kunde liest es.
reject-send = Anfrage ablehnen
write-customer = Kunde
write-customer-label = Nachricht an { $name }
write-customer-send = An den Kunden senden
write-note = Interne Notiz
write-note-label = Notiz, nur für das Büro
write-note-send = Notiz speichern
customer = Kunde
set = Setzen
set-status = Stand
set-priority = Dringlichkeit
set-assignee = Zuständig
nobody = niemand

search-orders = Nummer, Wort, Kunde oder Ort suchen
orders-empty = Es gibt noch keine Aufträge.
column-number = Nr.
column-title = Betreff
column-status = Stand
column-priority = Dringlichkeit
column-customer = Kunde
column-assignee = Zuständig
column-planned = Termin
column-updated = Geändert
column-rule = Regel
column-outcome = Ergebnis
column-order = Auftrag
column-effects = Wirkungen
column-cost = Aufwand
column-when = Wann
column-task = Aufgabe
column-answer = Antwort
column-act = Handeln
column-subject = Betreff
column-to = An
column-state = Stand

extension-theme = Gestaltung
extension-flow = Formularregeln
extension-automation = Automatik
extension-plugin = Zusatzmodule
extension-state-ok = In Ordnung
extension-state-warning = Läuft, mit Hinweis
extension-state-stale = Letzter Stand läuft weiter
extension-state-failed = Läuft nicht
extension-state-aside = Nach Fehlern ausgesetzt
extension-state-off = Aus
extension-never = nie geladen
extension-runs =
    { $count ->
        [one] { $count } Ablauf
       *[other] { $count } Abläufe
    }
extension-failed = { $count } fehlgeschlagen
extension-calls =
    { $count ->
        [one] { $count } Aufruf seit dem Laden
       *[other] { $count } Aufrufe seit dem Laden
    }
extension-last-fault = Letzter Fehler
extension-aside-until = Ausgesetzt bis
extensions-generation = Stand { $number }
extensions-findings = Was an einer Datei nicht stimmt, steht hier auf Englisch, Wort für Wort wie bei „portico check“ und im Protokoll des Servers.
finding-error = Fehler
finding-warning = Warnung
extensions-empty = Es gibt noch keine Erweiterungen.

outcome-ok = Gelungen
outcome-failed = Fehlgeschlagen
outcome-loop_blocked = Angehalten
runs-empty = Noch ist keine Regel gelaufen.
run-cost =
    { $count ->
        [one] { $ms } ms, { $operations } Schritt
       *[other] { $ms } ms, { $operations } Schritte
    }
run-attempt = Versuch { $number }
run-input = Eingabe
run-effects = Wirkungen
run-no-effects = Die Regel wollte nichts ändern.
run-log = Protokoll
run-no-log = Die Regel hat nichts notiert.
run-error = Fehler

outbox-about = Was hinausgeht: E-Mails und Aufgaben mit ihrem Stand.
outbox-parked = Aufgegeben
outbox-mails = E-Mails
outbox-empty = Nichts unterwegs.
outbox-attempts =
    { $count ->
        [one] ein Versuch
       *[other] { $count } Versuche
    }
task-automate = Regel ausführen
task-send_mail = E-Mail senden
mail-queued = Unterwegs
mail-sent = Gesendet
mail-parked = Aufgegeben

setting-general-phone = Telefonnummer, die Kunden auf jeder Seite sehen.
setting-general-emergency_phone = Nummer für Notfälle. Leer: keine.
setting-theme-accent = Hauptfarbe. Text in dieser Farbe wird dunkler, wenn er sonst schlecht lesbar wäre.
setting-theme-signal = Farbe für alles, was eine Antwort braucht.
setting-theme-radius = Rundung der Ecken in Pixeln.
setting-theme-scheme = Hell, dunkel oder wie das Gerät eingestellt ist.
setting-request-max_files = Wie viele Dateien eine Anfrage haben darf.
setting-request-max_file_mib = Größte Datei in MB (1024 × 1024 Bytes).
setting-request-reply_hours = Innerhalb wie vieler Stunden Sie antworten. 0: kein Versprechen.
setting-welcome-title = Überschrift neben der Anmeldung.
setting-welcome-text = Begrüßung neben der Anmeldung.
setting-orders-page_size = Zeilen einer Liste.
setting-mail-customer = Kunden bekommen E-Mails zu ihren Anfragen.
setting-sign_in-mail_link = Kunden können sich ohne Passwort anmelden, mit einem Code oder Link per E-Mail.
setting-invitations-days = Tage, die ein Einladungslink gilt.
setting-invitations-automatic = Neue Ansprechpartner mit E-Mail-Adresse werden von selbst eingeladen.

nav-customers = Kunden
nav-users = Portalnutzer
search-customers = Nummer, Name oder E-Mail suchen
search-users = Name oder E-Mail suchen
customers-empty = Es gibt noch keine Kunden.
users-empty = Noch hat niemand Zugang.
users-more = Alle Portalnutzer dieses Kunden
show-all-customers = Alle Kunden zeigen
show-all-users = Alle Portalnutzer zeigen
choose-rows = Auswahl
column-name = Name
column-roles = Rollen
column-last-sign-in = Zuletzt da
column-reach = Erreichbar
no-role = ohne Rolle
filter-blank = Nicht eingeladen
filter-invited = Eingeladen
filter-expired = Einladung abgelaufen
filter-active = Aktiv
filter-bounced = Mail kam zurück
filter-disabled = Gesperrt
contacts = Ansprechpartner
contacts-empty = Noch keine Ansprechpartner.
contact-add = Ansprechpartner anlegen
contact-new = Neuer Ansprechpartner
give-access = Zugang geben
addresses = Adressen
addresses-empty = Noch keine Adressen.
objects = Anlagen
objects-empty = Noch keine Anlagen.
access = Zugang
user-add = Portalnutzer anlegen
user-new = Neuer Portalnutzer
user-new-for = Zugang für { $customer }
user-invite = Einladen
user-invite-again = Einladung noch einmal senden
user-revoke = Einladung zurücknehmen
user-close = Sperren
user-open = Freigeben
user-close-help = Wer gesperrt ist, wird sofort überall abgemeldet.
user-open-help = Dieser Zugang ist gesperrt.
user-factor-reset = Zweiten Faktor zurücksetzen
user-factor-reset-help = Nur wenn die Person Telefon und Ersatzcodes oder ihre Passkeys verloren hat. Auch alle Passkeys werden entfernt. Vergewissern Sie sich, dass wirklich sie es ist. Sie wird überall abgemeldet, bekommt eine E-Mail und meldet sich danach nur mit dem Passwort an.
user-look = Portal so sehen
user-look-help = Sie sehen das Portal so wie diese Person und können dort nichts ändern. Es steht im Protokoll und endet von selbst.
office-look-title = Das Portal wie { $name } sehen
office-look-lead = Der Link gilt eine Minute und nur einmal. Danach sehen Sie { $portal } für { $minutes } Minuten wie diese Person, ohne etwas zu ändern.
office-look-go = Zu { $portal }
user-data = Daten herunterladen
user-remove = Zugang entfernen
user-remove-help = Die Person sieht dieses Portal ab sofort nicht mehr. Ihre Anfragen bleiben.
user-others = Weitere Zugänge dieser Person
user-conflict = Das ist in diesem Stand nicht möglich. Bitte sehen Sie noch einmal hin.
save = Speichern
invitation = Einladung
invitation-none = Noch nicht eingeladen.
invitation-waiting = Die E-Mail ist unterwegs.
invitation-open = Eingeladen, noch nicht angenommen.
invitation-expired = Der Link ist abgelaufen.
invitation-accepted = Angenommen.
invitation-revoked = Zurückgenommen.
invitation-until = Gilt bis
invitation-sent =
    { $count ->
        [one] Gesendet von { $by } am
       *[other] { $count } Mal gesendet von { $by }, zuletzt am
    }
bulk-chosen = Ausgewählte:
bulk-invite-done =
    { $count ->
        [one] Eine Einladung ist unterwegs.
       *[other] { $count } Einladungen sind unterwegs.
    }
bulk-disable-done =
    { $count ->
        [one] Ein Zugang ist gesperrt.
       *[other] { $count } Zugänge sind gesperrt.
    }
bulk-enable-done =
    { $count ->
        [one] Ein Zugang ist freigegeben.
       *[other] { $count } Zugänge sind freigegeben.
    }
bulk-remove-done =
    { $count ->
        [one] Ein Zugang ist entfernt.
       *[other] { $count } Zugänge sind entfernt.
    }
bulk-left-out =
    { $count ->
        [one] Bei einem war das nicht möglich oder nicht nötig.
       *[other] Bei { $count } war das nicht möglich oder nicht nötig.
    }
flash-user-added = Der Zugang ist angelegt.
flash-user-saved = Gespeichert.
flash-user-opened = Der Zugang ist freigegeben.
flash-user-closed = Der Zugang ist gesperrt und überall abgemeldet.
flash-factor-reset = Der zweite Faktor ist zurückgesetzt. Die Person ist benachrichtigt.
flash-user-removed = Der Zugang ist entfernt.
flash-invited = Die Einladung ist unterwegs.
flash-revoked = Die Einladung ist zurückgenommen.
flash-contact-added = Der Ansprechpartner ist angelegt.
flash-contact-invited = Der Ansprechpartner ist angelegt und eingeladen.
field-name = Name
field-email = E-Mail
field-email-help = Mit dieser Adresse meldet sich die Person an.
field-phone = Telefon
field-language = Sprache
field-roles = Rollen
field-roles-help = Was mehrere Rollen erlauben, gilt zusammen. Was eine verbietet, bleibt verboten.
field-sites = Betreute Adressen
field-sites-help = Für Rollen, die sehen, was an diesen Adressen geschieht.
field-contact = Ansprechpartner
field-portal = Portal
field-invite = Gleich per E-Mail einladen

viewers = Wer sieht das?
viewers-title = Wer sieht Auftrag { $number }?
viewers-for = Von { $customer }
viewers-requester = gestellt von { $name }
viewers-no-requester = nicht über ein Portal gestellt
viewers-staff = Im Büro sehen es: { $names }
viewers-none = Dieser Kunde hat keine Portalnutzer.
column-sees = Sieht es
column-why = Warum
why-closed = Der Zugang ist gesperrt.
why-own-tenant = Portalnutzer sehen nur, was bei Ihnen liegt,
why-own-customer = davon, was ihrem Kunden gehört,
why-own-requests = und davon nur, was sie selbst gestellt haben.
why-own-sites = und davon das Eigene und alles an betreuten Adressen.
why-whole-customer = und davon alles.
why-staff = Das Büro sieht alles.
user-sees-more = { $name } sähe damit { $after } Aufträge statt bisher { $before }. Soll das so sein?
user-sees-less = { $name } sähe damit nur noch { $after } Aufträge statt bisher { $before }. Soll das so sein?
user-agree = Ja, so speichern
import = Einlesen
import-title = Portalnutzer einlesen
import-about = Eine Tabelle als CSV oder XLSX, höchstens { $count } Zeilen. Zuerst sehen Sie, was geschehen würde; bis dahin ändert sich nichts.
import-columns = Die erste Zeile benennt die Spalten:
import-cells = Mit * markierte sind nötig. „customer“ ist die Kundennummer; „roles“ nennt Rollen mit Leerzeichen, „sites“ Adressen des Kunden mit Semikolon dazwischen.
import-file = Datei
import-invite = Neue Portalnutzer gleich einladen
import-rehearse = Prüfen
import-line = Zeile
import-added = Wird angelegt
import-sees =
    { $count ->
        [one] sieht { $count } Auftrag
       *[other] sieht { $count } Aufträge
    }
import-known = Hat schon Zugang
import-wrong = Bleibt weg
import-would = { $added } würden angelegt, { $known } haben schon Zugang, { $wrong } Zeilen stimmen nicht und blieben weg.
import-done = { $added } sind angelegt, { $known } hatten schon Zugang, { $wrong } Zeilen blieben weg.
import-unlisted =
    { $count ->
        [one] Eine weitere Zeile ist hier nicht aufgeführt.
       *[other] { $count } weitere Zeilen sind hier nicht aufgeführt. Zeilen mit Fehlern stehen zuerst.
    }
import-confirm =
    { $count ->
        [one] Einen anlegen
       *[other] { $count } anlegen
    }
import-confirm-invite =
    { $count ->
        [one] Einen anlegen und einladen
       *[other] { $count } anlegen und einladen
    }
import-empty = Die Datei enthält keine Zeilen.
import-kind = Das ist weder CSV noch XLSX. Speichern Sie die Tabelle in einem von beiden.
import-broken = Die Datei lässt sich nicht lesen: { $name }
import-too-much = Die Tabelle hat mehr Text, als ein Import fasst. Bitte teilen Sie sie auf mehrere Dateien auf.
import-column = Die Spalte „{ $name }“ gibt es nicht. Es gibt: { $known }
import-missing = Die Spalte „{ $name }“ fehlt in der ersten Zeile.

# Erasing a person
user-erase = Person löschen
flash-user-erased = Die Person ist gelöscht. Der Nachweis steht hier im Protokoll.
erasure-title = { $name } löschen
erasure-lead = Alle Angaben zu { $email } werden entfernt. Das lässt sich nicht zurücknehmen. Ein Nachweis ohne Angaben zur Person steht danach im Protokoll.
erasure-goes = Was geht
erasure-stays = Was bleibt und warum
erasure-stays-orders = Aufträge bleiben als Geschäftsunterlagen. Name, Adresse und Nummern der Person sind darin ersetzt.
erasure-stays-customer = Der Kunde mit seinen Adressen bleibt. Ist er die Person selbst, ändern Sie ihn eigens.
erasure-stays-words = Freie Texte und Fotos bleiben. Darin ersetzt wird nur, was genau so lautet wie Name, Adresse oder Nummer.
erasure-stays-log = Das Protokoll bleibt prüfbar: Wer wann was getan hat, ohne die Angaben zur Person.
erasure-do = Endgültig löschen
erasure-outbox = E-Mails, die noch warten
erasure-mails = E-Mails an die Person gelöscht, in anderen ersetzt
erasure-runs = Aufzeichnungen von Regeln gelöscht
erasure-events = Einträge in Verläufen ersetzt
erasure-work_orders = Aufträge, in denen Angaben ersetzt werden
erasure-files = Dateinamen ersetzt
erasure-contacts = Kontakte geleert
erasure-sessions = Anmeldungen beendet
erasure-half_sign_ins = Begonnene Anmeldungen
erasure-password_resets = Links für ein neues Passwort
erasure-mail_sign_ins = Links zur Anmeldung
erasure-devices = Bekannte Browser
erasure-recovery_codes = Ersatzcodes
erasure-factors = Zweiter Faktor
erasure-passkeys = Passkeys
erasure-identities = Anmeldungen bei anderen Anbietern
erasure-crossings = Links zu anderen Portalen
erasure-looks = Laufende Ansichten des Büros
erasure-drafts = Entwürfe
erasure-uploads = Nicht gesendete Dateien
erasure-invitations = Einladungen
erasure-offers = Angebotene Zugänge
erasure-registrations = Registrierungen
erasure-memberships = Zugänge zu Portalen
erasure-submissions = Schlüssel gesendeter Formulare
erasure-users = Zugang: Name, Adresse und Passwort
erasure-audit = Einträge im Protokoll, in denen Angaben ersetzt werden
