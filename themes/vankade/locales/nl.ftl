# Van Kade zegt je. Alles wat in het meegeleverde thema u zegt, staat hier opnieuw.

brand-line = Installaties, Utrecht
brand-hello = Fijn dat je er bent. Waar kunnen we je mee helpen?
brand-family = Van vader op dochter. Een echte installateur om de hoek.

hello = Dag { $name }
new-request = Iets vragen of melden
nav-home = Thuis
nav-requests = Jouw aanvragen
emergency = Spoed? Bel meteen:
help-phone = Liever bellen? Joke neemt op:
sign-in-help = Kom je er niet in? We helpen je graag:
welcome-text = Laat hier weten wat we voor je kunnen doen, en zie altijd hoe het ervoor staat.
home-waiting = We wachten op jou
home-answer = Geef even antwoord
home-visits = We komen langs
home-open = Hier zijn we mee bezig
home-closed = Onlangs klaar
home-all = Al je aanvragen
home-nothing-open = Alles doet het. Er staat niets open.
home-empty = Je hebt nog niets gevraagd. Dat is een goed teken!
next-requested =
    { $hours ->
        [0] We hebben je aanvraag en kijken ernaar. Je hoeft niets te doen.
        [one] We hebben je aanvraag en antwoorden binnen een uur. Je hoeft niets te doen.
       *[other] We hebben je aanvraag en antwoorden binnen { $hours } uur. Je hoeft niets te doen.
    }
next-accepted = We gaan het doen. Je hoort van ons wanneer we langskomen.
next-planned = We bereiden de afspraak voor. Je hoort van ons.
next-planned-at = We komen op { $day }, { $time }. { $who } staat dan bij je voor de deur.
next-in_progress = We zijn ermee bezig. Je hoeft niets te doen.
next-waiting = Geef ons hieronder antwoord, dan gaan we verder.
next-done = Het is klaar. Is er nog iets? Schrijf ons gerust.
next-closed = Deze aanvraag is gesloten. Schrijf ons als je nog iets nodig hebt.
reply-label = Schrijf { $tenant }
event-requested =
    { $mine ->
        [yes] Je hebt de aanvraag verstuurd.
       *[other] { $actor } heeft de aanvraag verstuurd.
    }
event-file-added =
    { $mine ->
        [yes] Je hebt een bestand toegevoegd:
       *[other] { $actor } heeft een bestand toegevoegd:
    }
choice-title = Waar kunnen we mee helpen?
choice-empty = Je kunt hier nu niets aanvragen. Bel ons even.
check-title = Klopt het zo?
sent-title = Top, we hebben het
sent-number = Je nummer
sent-next = Zo gaat het verder
sent-reply-by = Je hoort van ons: { $when }.
sent-reply = We kijken ernaar en nemen contact met je op.
sent-mail = We sturen een bevestiging naar { $email }.
sent-follow = Hier zie je altijd hoe het ervoor staat. Je kunt ons daar ook schrijven.
sent-copy = Wat je invulde
offline = Geen verbinding. Je antwoorden blijven hier staan – probeer het zo nog eens.
draft-restored = Wat je het laatst typte is er weer.
error-not-found-title = Hier is niemand thuis
error-not-found-text = Misschien klopt het adres niet helemaal, of hoort de pagina bij een ander account.
error-forbidden-title = Hier mag je niet bij
error-forbidden-text = Je account heeft er geen recht op. Heb je het nodig? Bel ons even.
error-too-large-text = Stuur kleinere bestanden, of wat minder tegelijk.
error-unavailable-text = Het portaal is even weg. Je aanvragen zijn veilig. Probeer het zo nog eens.
error-internal-text = De fout ligt bij ons, niet bij jou. Wat je verstuurde is bewaard als je er een nummer van hebt.
message-signed-out-title = Tot de volgende keer
flash-comment = Je bericht is verstuurd.
problem-stale = Dit formulier is intussen veranderd. Kijk je antwoorden nog even na.
mail-hello = Dag { $name },
mail-request-received-subject = We hebben je aanvraag { $number } ontvangen: { $title }
mail-request-received-text = Je aanvraag is bij ons binnen.
mail-request-accepted-text = We gaan het doen! Je aanvraag is aangenomen.
mail-planned = We komen op { $day }, { $time }.
mail-not-planned = Je hoort van ons wanneer we langskomen.
mail-request-rejected-subject = Over je aanvraag { $number }: { $title }
mail-request-rejected-text = Dit kunnen we helaas niet voor je doen.
