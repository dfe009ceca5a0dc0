# What the office reads.

office-sign-in-title = Kantoor
nav-inbox = Portaalaanvragen
nav-orders = Werkorders
nav-extensions = Uitbreidingen
nav-runs = Uitvoeringen
nav-outbox = Uitgaand
keys = Sneltoetsen
key-search = Zoeken
key-move = Volgende en vorige regel
key-accept = Aannemen
key-help = Dit overzicht

inbox-title = Portaalaanvragen
inbox-empty = Alles bekeken.
inbox-choose = Kies links een aanvraag.
chosen = Gekozen aanvraag
accept = Aannemen
reject = Afwijzen
reject-reason = Reden voor de klant
reject-help = De klant leest dit in het portaal en in de e-mail.
status-reason-help = Nodig als een aanvraag niet wordt uitgevoerd. De klant leest het.
reject-send = Aanvraag afwijzen
write-customer = Klant
write-customer-label = Bericht aan { $name }
write-customer-send = Naar de klant sturen
write-note = Interne notitie
write-note-label = Notitie, alleen voor kantoor
write-note-send = Notitie bewaren
customer = Klant
set = Instellen
set-status = Stand
set-priority = Urgentie
set-assignee = Toegewezen aan
nobody = niemand

search-orders = Zoek op nummer, woord, klant of plaats
orders-empty = Er zijn nog geen werkorders.
column-number = Nr.
column-title = Onderwerp
column-status = Stand
column-priority = Urgentie
column-customer = Klant
column-assignee = Toegewezen aan
column-planned = Bezoek
column-updated = Gewijzigd
column-rule = Regel
column-outcome = Uitkomst
column-order = Werkorder
column-effects = Gevolgen
column-cost = Kosten
column-when = Wanneer
column-task = Taak
column-answer = Antwoord
column-act = Doen
column-subject = Onderwerp
column-to = Aan
column-state = Stand

extension-theme = Thema’s
extension-flow = Formulierregels
extension-automation = Automatisering
extension-plugin = Plug-ins
extension-state-ok = In orde
extension-state-warning = Werkt, met opmerking
extension-state-stale = Laatste goede versie draait
extension-state-failed = Draait niet
extension-state-aside = Na fouten gepauzeerd
extension-state-off = Uit
extension-never = nooit geladen
extension-runs =
    { $count ->
        [one] { $count } uitvoering
       *[other] { $count } uitvoeringen
    }
extension-failed = { $count } mislukt
extension-calls =
    { $count ->
        [one] { $count } aanroep sinds het laden
       *[other] { $count } aanroepen sinds het laden
    }
extension-last-fault = Laatste fout
extension-aside-until = Gepauzeerd tot
extensions-generation = Generatie { $number }
extensions-empty = Er zijn nog geen uitbreidingen.

outcome-ok = Gelukt
outcome-failed = Mislukt
outcome-loop_blocked = Gestopt
runs-empty = Er is nog geen regel uitgevoerd.
run-cost =
    { $count ->
        [one] { $ms } ms, { $operations } stap
       *[other] { $ms } ms, { $operations } stappen
    }
run-attempt = Poging { $number }
run-input = Invoer
run-effects = Gevolgen
run-no-effects = De regel vroeg om niets.
run-log = Logboek
run-no-log = De regel noteerde niets.
run-error = Fout

outbox-about = Wat de deur uit gaat: e-mails en taken met hun stand.
outbox-parked = Opgegeven
outbox-mails = E-mails
outbox-empty = Niets onderweg.
outbox-attempts =
    { $count ->
        [one] één poging
       *[other] { $count } pogingen
    }
task-automate = Regel uitvoeren
task-send_mail = E-mail versturen
mail-queued = Onderweg
mail-sent = Verstuurd
mail-parked = Opgegeven

setting-general-phone = Telefoonnummer dat klanten op elke pagina zien.
setting-general-emergency_phone = Nummer voor noodgevallen. Leeg: geen.
setting-theme-accent = Hoofdkleur. Tekst in die kleur wordt donkerder waar hij slecht leesbaar zou zijn.
setting-theme-signal = Kleur van alles wat een antwoord nodig heeft.
setting-theme-radius = Ronding van hoeken in pixels.
setting-theme-scheme = Licht, donker, of zoals het apparaat staat.
setting-request-max_files = Hoeveel bestanden een aanvraag mag hebben.
setting-request-max_file_mib = Grootste bestand in MB (1024 × 1024 bytes).
setting-request-reply_hours = Binnen hoeveel uur u antwoordt. 0: geen belofte.
setting-welcome-title = Kop naast het inloggen.
setting-welcome-text = Welkomsttekst naast het inloggen.
setting-orders-page_size = Regels van een lijst.
setting-mail-customer = Klanten krijgen e-mails over hun aanvragen.
setting-invitations-days = Dagen dat de link van een uitnodiging geldig is.
setting-invitations-automatic = Nieuwe contactpersonen met een e-mailadres worden vanzelf uitgenodigd.
