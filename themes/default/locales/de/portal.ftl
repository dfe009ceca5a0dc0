# What customers read. Form of address: Sie.

skip = Zum Inhalt
menu = Menü
language = Sprache
account-of = Konto von { $name }
sign-out = Abmelden
help-phone = Fragen? Rufen Sie uns an:
nav-home = Übersicht
nav-requests = Anfragen
nav-new = Neue Anfrage
new-request = Neue Anfrage
title-error = Fehler:
emergency = Im Notfall sofort anrufen:
yes = Ja
no = Nein
cancel = Abbrechen
close = Schließen
back = Zurück
change = Ändern
remove = Entfernen
retry = Noch einmal
print = Drucken
details = Angaben
files = Dateien
internal = Intern
state = Stand

# Days and sizes
date-today = heute, { $time }
date-yesterday = gestern, { $time }
date-tomorrow = morgen, { $time }
date-day = { $weekday }., { $date }
date-and-time = { $day }, { $time }
time-range = { $from } bis { $to } Uhr
time-at = { $time } Uhr
file-size-bytes = { $size } Byte
file-size-kb = { $size } kB
file-size-mb = { $size } MB

# Signing in
sign-in-title = Anmelden
sign-in = Anmelden
email = E-Mail
password = Passwort
forgot = Passwort vergessen?
sign-in-help = Sie kommen nicht hinein? Wir helfen gern:
sign-in-failed = E-Mail oder Passwort stimmt nicht. Bitte prüfen Sie beides.
sign-in-too-many = Das waren zu viele Versuche. Bitte warten Sie eine Minute.
sign-in-busy = Gerade melden sich sehr viele an. Bitte versuchen Sie es gleich noch einmal.
welcome-title = Willkommen bei { $tenant }
welcome-text = Hier melden Sie, was wir für Sie tun sollen, und sehen jederzeit, wie es steht.

# First page
hello = Guten Tag, { $name }
home-waiting = Wir brauchen Ihre Antwort
home-answer = Bitte antworten
home-visits = Nächste Termine
home-open = Offene Anfragen
home-closed = Zuletzt erledigt
home-all = Alle Anfragen
home-more = { $shown } von { $total } – alle anzeigen
home-nothing-open = Alles erledigt. Es ist nichts offen.
home-empty = Sie haben noch keine Anfrage gestellt.
visit-who = Es kommt { $name }
to-calendar = In den Kalender

# Lists
request-number = Anfrage { $number }
all-requests = Alle Anfragen
search = Suchen
search-requests = Nummer, Wort oder Ort suchen
clear-search = Suche leeren
filters = Filter
filter-all = Alle
filter-open = Offen
filter-new = Neu
filter-closed = Geschlossen
filter-requested = Neu
filter-accepted = Angenommen
filter-planned = Geplant
filter-in_progress = In Arbeit
filter-waiting = Wartet auf Antwort
filter-done = Erledigt
filter-not_done = Nicht ausgeführt
filter-emergency = Notfall
filter-ok = Gelungen
filter-failed = Fehlgeschlagen
filter-loop_blocked = Angehalten
sort-by = Sortiert:
sort-newest = Neueste zuerst
sort-oldest = Älteste zuerst
sort-updated = Zuletzt geändert
sort-priority = Dringendste zuerst
pages = Seiten
paging = { $from } bis { $to } von { $total }
paging-hidden =
    { $count ->
        [one] Der Filter blendet eine weitere aus.
       *[other] Der Filter blendet { $count } weitere aus.
    }
previous = Vorige
next-page = Nächste
row-visit = Termin
list-nothing-found = Zu „{ $search }“ ist mit diesem Filter nichts zu finden.
list-nothing-filtered = Mit diesem Filter ist nichts zu sehen.
list-show-all =
    { $count ->
        [one] Die eine anzeigen
       *[other] Alle { $count } anzeigen
    }
list-clear-and-show-all =
    { $count ->
        [one] Suche leeren und die eine anzeigen
       *[other] Suche leeren und alle { $count } anzeigen
    }

# One request
history = Verlauf
history-empty = Noch ist nichts geschehen.
history-earlier = Frühere Einträge
history-latest = Neueste Einträge
live-changed = Es gibt etwas Neues zu dieser Anfrage.
reply-label = Nachricht an { $tenant }
reply-send = Nachricht senden
not-answered = Keine Angabe
next-requested =
    { $hours ->
        [0] Wir haben Ihre Anfrage und sehen sie uns an. Sie müssen nichts tun.
        [one] Wir haben Ihre Anfrage und antworten innerhalb einer Stunde. Sie müssen nichts tun.
       *[other] Wir haben Ihre Anfrage und antworten innerhalb von { $hours } Stunden. Sie müssen nichts tun.
    }
next-accepted = Wir kümmern uns darum. Als Nächstes melden wir uns mit einem Termin.
next-planned = Der Termin wird vorbereitet. Sie hören von uns.
next-planned-at = Der Termin ist { $day }, { $time }. Es kommt { $who }.
next-in_progress = Wir arbeiten daran. Sie müssen nichts tun.
next-waiting = Bitte antworten Sie uns unten. Danach geht es weiter.
next-done = Die Arbeit ist erledigt. Ist noch etwas offen, schreiben Sie uns.
next-closed = Diese Anfrage ist abgeschlossen. Schreiben Sie uns, wenn Sie noch etwas brauchen.

# Timeline
actor-customer = Kunde
actor-staff = Unser Büro
actor-extension = Unser Büro
actor-engine = Das Portal
event-requested =
    { $mine ->
        [yes] Sie haben die Anfrage gesendet.
       *[other] { $actor } hat die Anfrage gesendet.
    }
event-accepted = { $actor } hat die Anfrage angenommen.
event-rejected = { $actor } hat die Anfrage abgelehnt.
event-rejected-short = hat abgelehnt
event-status-changed = Neuer Stand: { $to }
event-closed = Die Anfrage wurde abgeschlossen.
event-closed-short = hat geschlossen
event-commented = { $actor } hat geschrieben.
event-noted = { $actor } hat eine Notiz hinterlassen.
event-file-added =
    { $mine ->
        [yes] Sie haben eine Datei angehängt:
       *[other] { $actor } hat eine Datei angehängt:
    }
event-prioritised = Dringlichkeit: { $detail } ({ $actor })
event-assigned = Zuständig: { $detail } ({ $actor })
event-mailed =
    { $detail ->
        [office] E-Mail an das Büro
       *[customer] E-Mail an den Kunden
    }
priority- = –
priority-low = Niedrig
priority-normal = Normal
priority-high = Hoch
priority-emergency = Notfall

# A new request
choice-title = Worum geht es?
choice-empty = Im Moment können Sie hier keine Anfrage stellen. Bitte rufen Sie uns an.
step = Schritt { $number } von { $total }
continue = Weiter
refresh-questions = Fragen aktualisieren
check-step = Letzter Schritt
check-title = Stimmt alles?
check-empty = Es ist noch nichts eingetragen.
send = Absenden
sent-title = Ihre Anfrage ist bei uns
sent-number = Ihre Nummer
sent-next = Wie es weitergeht
sent-reply-by = Sie hören spätestens bis dahin von uns: { $when }.
sent-reply = Wir sehen uns Ihre Anfrage an und melden uns.
sent-mail = Eine Bestätigung geht an { $email }.
sent-follow = Den Stand sehen Sie hier jederzeit. Dort können Sie uns auch schreiben.
sent-open = Anfrage ansehen
sent-copy = Ihre Angaben
offline = Keine Verbindung. Ihre Angaben bleiben hier stehen – bitte gleich noch einmal versuchen.
draft-restored = Ihre letzten Eingaben sind wieder da.

# Pages that only say something
error-reference = Nummer dieses Vorfalls:
error-not-found-title = Diese Seite gibt es nicht
error-not-found-text = Vielleicht ist die Adresse unvollständig, oder die Seite gehört zu einem anderen Konto.
error-not-found-action = Zur Übersicht
error-forbidden-title = Das dürfen Sie hier nicht
error-forbidden-text = Ihr Konto hat dafür kein Recht. Wenn Sie es brauchen, rufen Sie uns an.
error-forbidden-action = Zur Übersicht
error-looking-title = Hier können Sie nur ansehen
error-looking-text = Sie sehen das Portal gerade so wie eine andere Person. Dabei wird nichts geändert, gesendet oder gespeichert, und ihr Profil bleibt verborgen.
error-looking-action = Zur Übersicht
error-look-over-title = Die Ansicht ist beendet
error-look-over-text = Sie haben das Portal so gesehen wie eine andere Person. Das ist vorbei. Im Büro können Sie neu beginnen.
error-look-over-action = Zum Portal
error-method-title = Hier geht es nicht weiter
error-method-text = Diese Adresse ist keine Seite zum Öffnen. Bitte beginnen Sie auf der Übersicht.
error-method-action = Zur Übersicht
error-timeout-title = Das hat zu lange gedauert
error-timeout-text = Die Verbindung war zu langsam oder ist abgebrochen. Bitte gehen Sie zurück und versuchen Sie es noch einmal.
error-timeout-action = Zur Übersicht
error-too-many-title = Einen Moment bitte
error-too-many-text = Das waren sehr viele Aufrufe in kurzer Zeit. Bitte versuchen Sie es in einer Minute noch einmal.
error-too-many-action = Noch einmal
error-too-large-title = Das ist zu groß
error-too-large-text = Bitte senden Sie kleinere Dateien oder weniger auf einmal.
error-too-large-action = Zurück
error-bad-title = Das haben wir nicht verstanden
error-bad-text = Beim Senden ist etwas verloren gegangen. Bitte gehen Sie zurück und versuchen Sie es noch einmal.
error-bad-action = Zur Übersicht
error-unavailable-title = Gerade geht es nicht
error-unavailable-text = Das Portal ist kurz nicht erreichbar. Ihre Anfragen sind sicher. Bitte versuchen Sie es gleich noch einmal.
error-unavailable-action = Noch einmal
error-internal-title = Da ist uns etwas misslungen
error-internal-text = Der Fehler liegt bei uns, nicht bei Ihnen. Was Sie gesendet haben, ist gespeichert, wenn Sie eine Nummer dafür haben.
error-internal-action = Zur Übersicht
message-signed-out-title = Sie sind abgemeldet
message-signed-out-text = Entwürfe wurden von diesem Gerät gelöscht.
message-signed-out-action = Wieder anmelden

# After an act
flash-comment = Ihre Nachricht ist gesendet.
flash-accepted = Angenommen. Der Kunde bekommt Bescheid.
flash-rejected = Abgelehnt. Der Kunde bekommt Bescheid.
flash-status = Der Stand ist geändert.
flash-note = Die Notiz ist gespeichert.
flash-priority = Die Dringlichkeit ist geändert.
flash-assignee = Die Zuständigkeit ist geändert.
flash-retry = Wir versuchen es noch einmal.
flash-conflict = Das hat inzwischen jemand anders geändert. Bitte sehen Sie noch einmal hin.

# Demonstration
demo-title = Portico ausprobieren
demo-lead = Drei Firmen, die nichts gemeinsam haben außer dem Programm darunter. Alle Daten sind erfunden.
demo-about-nordwind = Wärmepumpen und Heizungsservice in Lübeck
demo-about-vankade = Familienbetrieb für Installation in Utrecht
demo-about-brightside = Gebäudedienste in London
demo-portal = Portal öffnen
demo-office = Büro öffnen
demo-customer = Kunde
demo-staff = Büro
demo-logins = Zugänge zum Ausprobieren
demo-mailbox = Postfach
demo-mailbox-about = Hier landet jede E-Mail der Vorführung. Niemand bekommt sie wirklich.
demo-mailbox-empty = Noch keine E-Mail.
demo-mail-text = Als reiner Text
demo-folders = Speichern Sie eine Datei in diesen Ordnern und laden Sie die Seite neu:

join-title = Willkommen
join-lead = { $by } hat Sie eingeladen, für { $customer } dieses Portal zu nutzen.
join-email = Ihre Adresse für die Anmeldung
join-name = Ihr Name
join-password = Passwort, das Sie künftig nutzen
join-password-help = Mindestens 8 Zeichen. Mehrere Wörter hintereinander sind sicher und leicht zu merken.
join-send = Einladung annehmen
message-look-link-over-title = Dieser Link gilt nicht mehr
message-look-link-over-text = Er gilt eine Minute und nur einmal. Im Büro bekommen Sie einen neuen.
message-look-link-over-action = Zum Portal
message-look-ended-title = Die Ansicht ist beendet
message-look-ended-text = Von hier an sieht dieser Browser das Portal wieder mit Ihrem eigenen Zugang, falls Sie einen haben.
message-look-ended-action = Zurück ins Büro
message-invitation-over-title = Dieser Link gilt nicht mehr
message-invitation-over-text = Er wurde schon genutzt, ist abgelaufen oder wurde durch einen neueren ersetzt. Wenn Sie schon ein Passwort haben, melden Sie sich an. Sonst bitten Sie uns um eine neue Einladung.
message-invitation-over-action = Zur Anmeldung

# Das Portal so sehen wie eine andere Person
look = Ansicht als andere Person
look-bar = { $staff } sieht das Portal wie { $name } und kann nichts ändern.
look-until = Längstens bis
look-end = Ansicht beenden
look-title = Das Portal wie { $name } sehen
look-lead = { $staff } sieht danach für { $minutes } Minuten, was { $name } sieht. Ändern oder senden lässt sich dabei nichts. Beginn und Ende stehen im Protokoll.
look-own = In diesem Browser ist { $name } am Portal angemeldet. Diese Anmeldung bleibt und gilt nach der Ansicht wieder.
look-begin = Ansicht beginnen
# In place of the name, address or number of somebody who was erased
erased-person = (gelöscht)
portals-title = Portal wählen
portals-change = Portal wechseln
portals-lead = Sie haben Zugang zu mehreren Portalen. Wohin möchten Sie?
portals-here = Hier sind Sie gerade.
portals-stay = Hier bleiben
portals-go = Öffnen
portals-go-to = { $name } öffnen
crossing-away-title = Weiter zu { $name }
crossing-away-lead = Dieses Portal hat eine eigene Adresse. Der Link gilt eine Minute lang und nur einmal.
crossing-title = Weiter zu { $portal }
crossing-lead = Sie kommen aus einem anderen Portal und sind dort als { $name } angemeldet.
crossing-enter = Als { $name } weiter
message-crossing-over-title = Dieser Link gilt nicht mehr
message-crossing-over-text = Er gilt eine Minute lang und nur einmal. Wechseln Sie noch einmal vom anderen Portal aus, oder melden Sie sich hier an.
message-crossing-over-action = Anmelden
