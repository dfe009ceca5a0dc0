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
extensions-findings = Wat er mis is met een bestand staat hier in het Engels, woord voor woord zoals bij “portico check” en in het logboek van de server.
finding-error = Fout
finding-warning = Waarschuwing
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
setting-sign_in-mail_link = Klanten kunnen zonder wachtwoord inloggen, met een code of link per e-mail.
setting-invitations-days = Dagen dat de link van een uitnodiging geldig is.
setting-invitations-automatic = Nieuwe contactpersonen met een e-mailadres worden vanzelf uitgenodigd.

nav-customers = Klanten
nav-users = Portaalgebruikers
search-customers = Nummer, naam of e-mail zoeken
search-users = Naam of e-mail zoeken
customers-empty = Er zijn nog geen klanten.
users-empty = Nog niemand heeft toegang.
users-more = Alle portaalgebruikers van deze klant
show-all-customers = Alle klanten tonen
show-all-users = Alle portaalgebruikers tonen
choose-rows = Keuze
column-name = Naam
column-roles = Rollen
column-last-sign-in = Laatst hier
column-reach = Bereikbaar
no-role = zonder rol
filter-blank = Niet uitgenodigd
filter-invited = Uitgenodigd
filter-expired = Uitnodiging verlopen
filter-active = Actief
filter-bounced = Mail kwam terug
filter-disabled = Gesloten
contacts = Contactpersonen
contacts-empty = Nog geen contactpersonen.
contact-add = Contactpersoon toevoegen
contact-new = Nieuwe contactpersoon
give-access = Toegang geven
addresses = Adressen
addresses-empty = Nog geen adressen.
objects = Installaties
objects-empty = Nog geen installaties.
access = Toegang
user-add = Portaalgebruiker toevoegen
user-new = Nieuwe portaalgebruiker
user-new-for = Toegang voor { $customer }
user-invite = Uitnodigen
user-invite-again = Uitnodiging opnieuw sturen
user-revoke = Uitnodiging intrekken
user-close = Sluiten
user-open = Openen
user-close-help = Wie gesloten wordt, is meteen overal afgemeld.
user-open-help = Deze toegang is gesloten.
user-factor-reset = Tweede factor resetten
user-factor-reset-help = Alleen als deze persoon telefoon en herstelcodes of haar passkeys kwijt is. Ook alle passkeys worden verwijderd. Controleer of zij het echt is. Zij wordt overal uitgelogd, krijgt een e-mail en logt daarna alleen met het wachtwoord in.
user-look = Portaal zo bekijken
user-look-help = U ziet het portaal zoals deze persoon en kunt daar niets wijzigen. Het staat in het logboek en eindigt vanzelf.
office-look-title = Het portaal zien zoals { $name }
office-look-lead = De link geldt een minuut en maar één keer. Daarna ziet u { $portal } { $minutes } minuten zoals deze persoon, zonder iets te wijzigen.
office-look-go = Naar { $portal }
user-data = Gegevens downloaden
user-remove = Toegang verwijderen
user-remove-help = Deze persoon ziet dit portaal vanaf nu niet meer. De aanvragen blijven.
user-others = Andere toegang van deze persoon
user-conflict = Dat kan in deze stand niet. Kijk alstublieft nog eens.
save = Opslaan
invitation = Uitnodiging
invitation-none = Nog niet uitgenodigd.
invitation-waiting = De e-mail is onderweg.
invitation-open = Uitgenodigd, nog niet geaccepteerd.
invitation-expired = De link is verlopen.
invitation-accepted = Geaccepteerd.
invitation-revoked = Ingetrokken.
invitation-until = Geldig tot
invitation-sent =
    { $count ->
        [one] Gestuurd door { $by } op
       *[other] { $count } keer gestuurd door { $by }, laatst op
    }
bulk-chosen = Gekozen:
bulk-invite-done =
    { $count ->
        [one] Eén uitnodiging is onderweg.
       *[other] { $count } uitnodigingen zijn onderweg.
    }
bulk-disable-done =
    { $count ->
        [one] Eén toegang is gesloten.
       *[other] { $count } zijn gesloten.
    }
bulk-enable-done =
    { $count ->
        [one] Eén toegang is open.
       *[other] { $count } zijn open.
    }
bulk-remove-done =
    { $count ->
        [one] Eén toegang is verwijderd.
       *[other] { $count } zijn verwijderd.
    }
bulk-left-out =
    { $count ->
        [one] Bij één kon het niet of was het niet nodig.
       *[other] Bij { $count } kon het niet of was het niet nodig.
    }
flash-user-added = De toegang is er.
flash-user-saved = Opgeslagen.
flash-user-opened = De toegang is open.
flash-user-closed = De toegang is gesloten en overal afgemeld.
flash-factor-reset = De tweede factor is gereset. De persoon krijgt bericht per e-mail.
flash-user-removed = De toegang is verwijderd.
flash-invited = De uitnodiging is onderweg.
flash-revoked = De uitnodiging is ingetrokken.
flash-contact-added = De contactpersoon is toegevoegd.
flash-contact-invited = De contactpersoon is toegevoegd en uitgenodigd.
field-name = Naam
field-email = E-mail
field-email-help = Met dit adres meldt de persoon zich aan.
field-phone = Telefoon
field-language = Taal
field-roles = Rollen
field-roles-help = Wat meer rollen toestaan, telt op. Wat er één verbiedt, blijft verboden.
field-sites = Adressen in beheer
field-sites-help = Voor rollen die zien wat er op deze adressen gebeurt.
field-contact = Contactpersoon
field-portal = Portaal
field-invite = Meteen per e-mail uitnodigen

viewers = Wie ziet dit?
viewers-title = Wie ziet opdracht { $number }?
viewers-for = Van { $customer }
viewers-requester = aangevraagd door { $name }
viewers-no-requester = niet via een portaal aangevraagd
viewers-staff = Op kantoor zien het: { $names }
viewers-none = Deze klant heeft geen portaalgebruikers.
column-sees = Ziet het
column-why = Waarom
why-closed = De toegang is gesloten.
why-own-tenant = Portaalgebruikers zien alleen wat bij u ligt,
why-own-customer = daarvan wat van hun klant is,
why-own-requests = en daarvan alleen wat zij zelf hebben aangevraagd.
why-own-sites = en daarvan het eigene en alles op adressen in beheer.
why-whole-customer = en daarvan alles.
why-staff = Het kantoor ziet alles.
user-sees-more = Hiermee ziet { $name } { $after } opdrachten in plaats van { $before }. Is dat de bedoeling?
user-sees-less = Hiermee ziet { $name } nog maar { $after } opdrachten in plaats van { $before }. Is dat de bedoeling?
user-agree = Ja, zo opslaan
import = Inlezen
import-title = Portaalgebruikers inlezen
import-about = Een tabel als CSV of XLSX, met hoogstens { $count } rijen. U ziet eerst wat er zou gebeuren; tot dan verandert er niets.
import-columns = De eerste rij benoemt de kolommen:
import-cells = Die met * zijn nodig. "customer" is het klantnummer; "roles" noemt rollen met spaties ertussen, "sites" adressen van de klant met puntkomma's.
import-file = Bestand
import-invite = Nieuwe portaalgebruikers meteen uitnodigen
import-rehearse = Controleren
import-line = Regel
import-added = Wordt toegevoegd
import-sees =
    { $count ->
        [one] ziet { $count } opdracht
       *[other] ziet { $count } opdrachten
    }
import-known = Heeft al toegang
import-wrong = Blijft weg
import-would = { $added } zouden worden toegevoegd, { $known } hebben al toegang, { $wrong } rijen kloppen niet en zouden wegblijven.
import-done = { $added } zijn toegevoegd, { $known } hadden al toegang, { $wrong } rijen bleven weg.
import-unlisted =
    { $count ->
        [one] Nog één rij staat hier niet.
       *[other] Nog { $count } rijen staan hier niet. Rijen met fouten staan bovenaan.
    }
import-confirm =
    { $count ->
        [one] Eén toevoegen
       *[other] { $count } toevoegen
    }
import-confirm-invite =
    { $count ->
        [one] Eén toevoegen en uitnodigen
       *[other] { $count } toevoegen en uitnodigen
    }
import-empty = Het bestand heeft geen rijen.
import-kind = Dit is geen CSV en geen XLSX. Sla de tabel op als een van beide.
import-broken = Het bestand kan niet worden gelezen: { $name }
import-too-much = De tabel bevat meer tekst dan één import aankan. Verdeel deze over meerdere bestanden.
import-column = De kolom "{ $name }" bestaat niet. Er zijn: { $known }
import-missing = De kolom "{ $name }" ontbreekt in de eerste rij.

# Erasing a person
user-erase = Persoon wissen
flash-user-erased = De persoon is gewist. Het bewijs staat hier in het logboek.
erasure-title = { $name } wissen
erasure-lead = Alle gegevens van { $email } worden verwijderd. Dat kan niet ongedaan worden gemaakt. Een bewijs zonder persoonsgegevens staat daarna in het logboek.
erasure-goes = Wat verdwijnt
erasure-stays = Wat blijft en waarom
erasure-stays-orders = Werkorders blijven als zakelijke stukken. Naam, adres en nummers van de persoon zijn erin vervangen.
erasure-stays-customer = De klant met zijn adressen blijft. Is dat de persoon zelf, wijzig die dan apart.
erasure-stays-words = Vrije teksten en foto’s blijven. Daarin wordt alleen vervangen wat precies zo luidt als naam, adres of nummer.
erasure-stays-log = Het logboek blijft controleerbaar: wie wanneer wat deed, zonder gegevens van de persoon.
erasure-do = Definitief wissen
erasure-outbox = E-mails die nog wachten
erasure-mails = E-mails aan de persoon verwijderd, in andere vervangen
erasure-runs = Opgeslagen regelruns verwijderd
erasure-events = Regels in tijdlijnen vervangen
erasure-work_orders = Werkorders waarin gegevens vervangen worden
erasure-files = Bestandsnamen vervangen
erasure-contacts = Contacten leeggemaakt
erasure-sessions = Aanmeldingen beëindigd
erasure-half_sign_ins = Begonnen aanmeldingen
erasure-password_resets = Links voor een nieuw wachtwoord
erasure-mail_sign_ins = Aanmeldlinks
erasure-devices = Bekende browsers
erasure-recovery_codes = Herstelcodes
erasure-factors = Tweede factor
erasure-passkeys = Passkeys
erasure-identities = Aanmeldingen elders
erasure-crossings = Links naar andere portalen
erasure-looks = Lopende weergaven van kantoor
erasure-drafts = Concepten
erasure-uploads = Niet verstuurde bestanden
erasure-invitations = Uitnodigingen
erasure-offers = Aangeboden plaatsen
erasure-registrations = Registraties
erasure-memberships = Toegang tot portalen
erasure-submissions = Sleutels van verstuurde formulieren
erasure-users = Login: naam, adres en wachtwoord
erasure-audit = Regels in het logboek waarin gegevens vervangen worden
