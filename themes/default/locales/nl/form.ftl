# Forms: what inputs say, and what is wrong with an answer.

optional = (niet verplicht)
choose = Maak een keuze
no-choices = Er valt niets te kiezen.
upload-limits =
    { $count ->
        [one] Eén bestand van hoogstens { $size }.
       *[other] Tot { $count } bestanden van elk hoogstens { $size }.
    }
upload-too-large = is groter dan { $max } en is niet verstuurd.
upload-failed = kon niet worden verstuurd.
upload-done = is verstuurd.
remove-file = { $name } verwijderen

problems-title = Er is een probleem
problem-required = Vul dit in.
problem-not-ticked = Zet hier een vinkje.
problem-too-long = Gebruik hoogstens { $max } tekens.
problem-too-many = Geef er hoogstens { $max }.
problem-too-many-files = Een aanvraag kan hoogstens { $max } bestanden hebben. Haal er een paar weg.
problem-too-often = Dat was veel in korte tijd. Wacht een minuut en verstuur het nog eens.
problem-not-a-number = Vul een getal in, bijvoorbeeld 1,5.
problem-too-small = Vul minstens { $min } in.
problem-too-large = Vul hoogstens { $max } in.
problem-not-a-choice = Kies een van de mogelijkheden.
problem-not-a-date = Vul een datum in, bijvoorbeeld 14-3-2025.
problem-not-an-email = Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl.
problem-not-a-phone = Vul een telefoonnummer in, bijvoorbeeld 030 123 4567.
problem-repeated = Dit kwam dubbel binnen. Verstuur het nog eens.
problem-stale = Dit formulier is intussen veranderd. Kijk uw antwoorden nog eens na.
problem-unknown-field = Dit formulier heeft geen vraag ‘{ $name }’.
problem-not-found = Dit hebben we niet gevonden. Kies opnieuw.
problem-said = { $text }
problem-unavailable = Dit kan nu niet worden gecontroleerd. Probeer het zo nog eens.
problem-file-empty = Het bestand is leeg.
problem-file-too-large = Het bestand is groter dan { $max } MB.
problem-file-kind = Bestanden van deze soort nemen we niet aan. Stuur een foto of een pdf.
problem-file-full = U hebt al heel veel geüpload dat nog bij geen aanvraag hoort. Verstuur eerst een aanvraag.
problem-file-cut = Het bestand kwam niet heel aan. Verstuur het nog eens.
problem-file-not-kept = Het bestand kon zojuist niet worden opgeslagen. Stuur het over een ogenblik nog eens.
password-too-short = Het wachtwoord heeft minstens { $min } tekens nodig. Een paar woorden achter elkaar onthoudt u makkelijk.
password-too-long = Het wachtwoord is te lang. Het mag hoogstens 256 tekens hebben.
password-own-words = Het wachtwoord is bijna alleen een naam die iedereen hier kent. Laat namen en adressen weg.
password-common = Dit wachtwoord wordt als een van de eerste geprobeerd. Neem een paar woorden die niet bij elkaar horen.
password-breached = Dit wachtwoord is al eens gestolen. Neem een ander en wijzig het overal waar u het gebruikt.
password-weak = Dit wachtwoord is te makkelijk te raden. Voeg woorden toe die niet bij elkaar horen.
problem-member-known = Dit adres heeft al toegang tot dit portaal.
problem-login-closed = Deze toegang is gesloten. Open die eerst weer.
problem-email-taken = Dit adres hoort al bij een andere toegang.
