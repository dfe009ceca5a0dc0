# Wat klanten lezen. Aanspreekvorm: u.

skip = Naar de inhoud
menu = Menu
language = Taal
account-of = Account van { $name }
sign-out = Uitloggen
help-phone = Vragen? Bel ons:
nav-home = Overzicht
nav-requests = Aanvragen
nav-new = Nieuwe aanvraag
new-request = Nieuwe aanvraag
title-error = Fout:
emergency = Bel bij nood meteen:
yes = Ja
no = Nee
cancel = Annuleren
close = Sluiten
back = Terug
change = Wijzigen
remove = Verwijderen
retry = Opnieuw
print = Afdrukken
details = Gegevens
files = Bestanden
internal = Intern
state = Stand

# Days and sizes
date-today = vandaag, { $time }
date-yesterday = gisteren, { $time }
date-tomorrow = morgen, { $time }
date-day = { $weekday } { $date }
date-and-time = { $day }, { $time }
time-range = { $from } tot { $to } uur
time-at = { $time } uur
file-size-bytes = { $size } bytes
file-size-kb = { $size } kB
file-size-mb = { $size } MB

# Signing in
sign-in-title = Inloggen
sign-in = Inloggen
email = E-mail
password = Wachtwoord
forgot = Wachtwoord vergeten?
sign-in-help = Lukt inloggen niet? We helpen graag:
sign-in-failed = E-mail of wachtwoord klopt niet. Controleer beide.
sign-in-too-many = Dat waren te veel pogingen. Wacht een minuut.
sign-in-busy = Er loggen nu heel veel mensen in. Probeer het zo nog eens.
welcome-title = Welkom bij { $tenant }
welcome-text = Hier laat u weten wat we voor u kunnen doen, en ziet u altijd hoe het ervoor staat.

# First page
hello = Goedendag, { $name }
home-waiting = We hebben uw antwoord nodig
home-answer = Graag antwoorden
home-visits = Volgende bezoeken
home-open = Open aanvragen
home-closed = Onlangs afgerond
home-all = Alle aanvragen
home-more = { $shown } van { $total } – alles tonen
home-nothing-open = Alles klaar. Er staat niets open.
home-empty = U hebt nog geen aanvraag gedaan.
visit-who = { $name } komt langs
to-calendar = In de agenda

# Lists
request-number = Aanvraag { $number }
all-requests = Alle aanvragen
search = Zoeken
search-requests = Zoek op nummer, woord of plaats
clear-search = Zoekopdracht wissen
filters = Filters
filter-all = Alle
filter-open = Open
filter-new = Nieuw
filter-closed = Gesloten
filter-requested = Nieuw
filter-accepted = Aangenomen
filter-planned = Gepland
filter-in_progress = In uitvoering
filter-waiting = Wacht op antwoord
filter-done = Klaar
filter-not_done = Niet uitgevoerd
filter-emergency = Spoed
filter-ok = Gelukt
filter-failed = Mislukt
filter-loop_blocked = Gestopt
sort-by = Volgorde:
sort-newest = Nieuwste eerst
sort-oldest = Oudste eerst
sort-updated = Laatst gewijzigd
sort-priority = Dringendste eerst
pages = Pagina’s
paging = { $from } tot { $to } van { $total }
paging-hidden =
    { $count ->
        [one] Het filter verbergt er nog één.
       *[other] Het filter verbergt er nog { $count }.
    }
previous = Vorige
next-page = Volgende
row-visit = Bezoek
list-nothing-found = Met dit filter is er niets voor ‘{ $search }’.
list-nothing-filtered = Met dit filter is er niets te zien.
list-show-all =
    { $count ->
        [one] Toon de enige
       *[other] Toon alle { $count }
    }
list-clear-and-show-all =
    { $count ->
        [one] Wis de zoekopdracht en toon de enige
       *[other] Wis de zoekopdracht en toon alle { $count }
    }

# One request
history = Verloop
history-empty = Er is nog niets gebeurd.
history-earlier = Eerdere berichten
history-latest = Nieuwste berichten
live-changed = Er is nieuws over deze aanvraag.
reply-label = Bericht aan { $tenant }
reply-send = Bericht versturen
not-answered = Niet ingevuld
next-requested =
    { $hours ->
        [0] We hebben uw aanvraag en bekijken die. U hoeft niets te doen.
        [one] We hebben uw aanvraag en antwoorden binnen een uur. U hoeft niets te doen.
       *[other] We hebben uw aanvraag en antwoorden binnen { $hours } uur. U hoeft niets te doen.
    }
next-accepted = We gaan ermee aan de slag. U hoort van ons wanneer we komen.
next-planned = Het bezoek wordt voorbereid. U hoort van ons.
next-planned-at = Het bezoek is op { $day }, { $time }. { $who } komt langs.
next-in_progress = We zijn ermee bezig. U hoeft niets te doen.
next-waiting = Antwoord ons hieronder. Daarna gaan we verder.
next-done = Het werk is klaar. Is er nog iets, schrijf ons dan.
next-closed = Deze aanvraag is gesloten. Schrijf ons als u nog iets nodig hebt.

# Timeline
actor-customer = Klant
actor-staff = Ons kantoor
actor-extension = Ons kantoor
actor-engine = Het portaal
event-requested =
    { $mine ->
        [yes] U hebt de aanvraag verstuurd.
       *[other] { $actor } heeft de aanvraag verstuurd.
    }
event-accepted = { $actor } heeft de aanvraag aangenomen.
event-rejected = { $actor } heeft de aanvraag afgewezen.
event-rejected-short = heeft afgewezen
event-status-changed = Nieuwe stand: { $to }
event-closed = De aanvraag is gesloten.
event-closed-short = heeft gesloten
event-commented = { $actor } heeft geschreven.
event-noted = { $actor } heeft een notitie gemaakt.
event-file-added =
    { $mine ->
        [yes] U hebt een bestand toegevoegd:
       *[other] { $actor } heeft een bestand toegevoegd:
    }
event-prioritised = Urgentie: { $detail } ({ $actor })
event-assigned = Toegewezen aan: { $detail } ({ $actor })
event-mailed =
    { $detail ->
        [office] E-mail aan kantoor
       *[customer] E-mail aan de klant
    }
priority- = –
priority-low = Laag
priority-normal = Normaal
priority-high = Hoog
priority-emergency = Spoed

# A new request
choice-title = Waar gaat het over?
choice-empty = U kunt hier nu geen aanvraag doen. Bel ons.
step = Stap { $number } van { $total }
continue = Verder
refresh-questions = Vragen bijwerken
check-step = Laatste stap
check-title = Klopt alles?
check-empty = Er is nog niets ingevuld.
send = Versturen
sent-title = We hebben uw aanvraag
sent-number = Uw nummer
sent-next = Hoe het verder gaat
sent-reply-by = U hoort uiterlijk dan van ons: { $when }.
sent-reply = We bekijken uw aanvraag en nemen contact op.
sent-mail = Een bevestiging gaat naar { $email }.
sent-follow = U ziet hier altijd hoe het ervoor staat. U kunt ons daar ook schrijven.
sent-open = Aanvraag bekijken
sent-copy = Uw gegevens
offline = Geen verbinding. Uw antwoorden blijven hier staan – probeer het zo nog eens.
draft-restored = Wat u het laatst typte is er weer.

# Pages that only say something
error-reference = Nummer van dit voorval:
error-not-found-title = Deze pagina bestaat niet
error-not-found-text = Misschien is het adres niet compleet, of hoort de pagina bij een ander account.
error-not-found-action = Naar het overzicht
error-forbidden-title = Dit mag u hier niet
error-forbidden-text = Uw account heeft er geen recht op. Bel ons als u het nodig hebt.
error-forbidden-action = Naar het overzicht
error-looking-title = Hier kunt u alleen kijken
error-looking-text = U ziet het portaal nu zoals iemand anders. Daarbij wordt niets gewijzigd, verstuurd of bewaard, en het profiel blijft verborgen.
error-looking-action = Naar het overzicht
error-look-over-title = De weergave is beëindigd
error-look-over-text = U zag het portaal zoals iemand anders. Dat is voorbij. Op kantoor kunt u opnieuw beginnen.
error-look-over-action = Naar het portaal
error-method-title = Hier gaat het niet verder
error-method-text = Dit adres is geen pagina om te openen. Begin bij het overzicht.
error-method-action = Naar het overzicht
error-timeout-title = Dat duurde te lang
error-timeout-text = De verbinding was te traag of is verbroken. Ga terug en probeer het nog een keer.
error-timeout-action = Naar het overzicht
error-too-many-title = Een ogenblik
error-too-many-text = Dat was veel in korte tijd. Probeer het over een minuut nog eens.
error-too-many-action = Opnieuw
error-too-large-title = Dat is te groot
error-too-large-text = Stuur kleinere bestanden, of minder tegelijk.
error-too-large-action = Terug
error-bad-title = Dat hebben we niet begrepen
error-bad-text = Er is onderweg iets verloren gegaan. Ga terug en probeer het nog eens.
error-bad-action = Naar het overzicht
error-unavailable-title = Het lukt nu even niet
error-unavailable-text = Het portaal is even weg. Uw aanvragen zijn veilig. Probeer het zo nog eens.
error-unavailable-action = Opnieuw
error-internal-title = Er ging bij ons iets mis
error-internal-text = De fout ligt bij ons, niet bij u. Wat u verstuurde is bewaard als u er een nummer van hebt.
error-internal-action = Naar het overzicht
message-signed-out-title = U bent uitgelogd
message-signed-out-text = Concepten zijn van dit apparaat verwijderd.
message-signed-out-action = Opnieuw inloggen

# After an act
flash-comment = Uw bericht is verstuurd.
flash-accepted = Aangenomen. De klant krijgt bericht.
flash-rejected = Afgewezen. De klant krijgt bericht.
flash-status = De stand is gewijzigd.
flash-note = De notitie is bewaard.
flash-priority = De urgentie is gewijzigd.
flash-assignee = De toewijzing is gewijzigd.
flash-retry = We proberen het opnieuw.
flash-conflict = Iemand anders heeft dit intussen gewijzigd. Kijk nog eens.

# Demonstration
demo-title = Portico uitproberen
demo-lead = Drie bedrijven die alleen het programma eronder delen. Alle gegevens zijn verzonnen.
demo-about-nordwind = Warmtepompen en verwarmingsservice in Lübeck
demo-about-vankade = Familiebedrijf voor installaties in Utrecht
demo-about-brightside = Facilitair beheer in Londen
demo-portal = Portaal openen
demo-office = Kantoor openen
demo-customer = Klant
demo-staff = Kantoor
demo-logins = Logins om te proberen
demo-mailbox = Postvak
demo-mailbox-about = Hier komt elke e-mail van de demonstratie terecht. Niemand krijgt ze echt.
demo-mailbox-empty = Nog geen e-mail.
demo-mail-text = Als gewone tekst
demo-folders = Bewaar een bestand in deze mappen en laad de pagina opnieuw:

join-title = Welkom
join-lead = { $by } heeft u uitgenodigd om dit portaal te gebruiken voor { $customer }.
join-email = Uw adres om u aan te melden
join-name = Uw naam
join-password = Wachtwoord dat u voortaan gebruikt
join-password-help = Minstens 8 tekens. Een paar woorden achter elkaar is veilig en makkelijk te onthouden.
join-send = Uitnodiging accepteren
message-look-link-over-title = Deze link is niet meer geldig
message-look-link-over-text = Hij geldt een minuut en maar één keer. Op kantoor krijgt u een nieuwe.
message-look-link-over-action = Naar het portaal
message-look-ended-title = De weergave is beëindigd
message-look-ended-text = Vanaf hier ziet deze browser het portaal weer met uw eigen account, als u dat hebt.
message-look-ended-action = Terug naar kantoor
message-invitation-over-title = Deze link is niet meer geldig
message-invitation-over-text = Hij is al gebruikt, verlopen of door een nieuwere vervangen. Hebt u al een wachtwoord, meld u dan aan. Vraag ons anders om een nieuwe uitnodiging.
message-invitation-over-action = Aanmelden

# Het portaal zien zoals iemand anders
look = Weergave als iemand anders
look-bar = { $staff } ziet het portaal zoals { $name } en kan niets wijzigen.
look-until = Uiterlijk tot
look-end = Weergave beëindigen
look-title = Het portaal zien zoals { $name }
look-lead = { $staff } ziet daarna { $minutes } minuten wat { $name } ziet. Wijzigen of versturen kan daarbij niet. Begin en einde staan in het logboek.
look-own = In deze browser is { $name } bij het portaal aangemeld. Dat blijft en geldt na de weergave weer.
look-begin = Weergave beginnen
# In place of the name, address or number of somebody who was erased
erased-person = (gewist)
portals-title = Portaal kiezen
portals-change = Ander portaal
portals-lead = U hebt toegang tot meerdere portalen. Waar wilt u naartoe?
portals-here = Hier bent u nu.
portals-stay = Hier blijven
portals-go = Openen
portals-go-to = { $name } openen
crossing-away-title = Verder naar { $name }
crossing-away-lead = Dit portaal heeft een eigen adres. De link geldt één minuut en één keer.
crossing-title = Verder naar { $portal }
crossing-lead = U komt uit een ander portaal, waar u bent ingelogd als { $name }.
crossing-enter = Verder als { $name }
message-crossing-over-title = Deze link geldt niet meer
message-crossing-over-text = Hij geldt één minuut en één keer. Ga nog een keer vanuit het andere portaal, of log hier in.
message-crossing-over-action = Inloggen
