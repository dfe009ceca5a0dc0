# One's own login, for customers and for the office. Form of address: u.

profile-title = Mijn profiel
profile-details = Mijn gegevens
profile-name = Naam
profile-name-missing = Vul uw naam in.
profile-name-long = Maak de naam korter: hooguit 200 tekens.
profile-sign-in = Inloggen

# Passwords
password-title = Wachtwoord wijzigen
password-current = Huidig wachtwoord
password-new = Nieuw wachtwoord
password-help = Minstens { $min } tekens, liever 15. Een paar woorden achter elkaar onthoudt u makkelijk.
password-ends-sessions = Op alle andere apparaten wordt u uitgelogd.
password-send = Wachtwoord wijzigen
password-current-wrong = Het huidige wachtwoord klopt niet. Vul het nog eens in.
password-strength-0 = Zeer zwak
password-strength-1 = Zwak
password-strength-2 = Voldoende
password-strength-3 = Goed
password-strength-4 = Zeer goed

# Proving anew who one is
confirm-title = Bevestig dat u het bent
confirm-lead = U hebt een tijdje geleden ingelogd. Daarna gaat het verder, en er gaat niets verloren.
confirm-send = Bevestigen
confirm-wrong = Dat klopt niet. Probeer het nog eens.
confirm-elsewhere-lead = U hebt een tijdje geleden ingelogd. Log daar nog een keer in. Daarna bent u weer hier en kunt u verdergaan.
confirm-neither-lead = U hebt een tijdje geleden ingelogd. Voor deze stap hebt u een wachtwoord nodig; u hebt er nog geen.
confirm-set-password = Wachtwoord instellen

# The second factor
factor-title = Tweede factor
factor-on = Ingesteld. Na het wachtwoord vragen we om een code.
factor-off = Met een app op uw telefoon beschermt u uw account, ook als iemand uw wachtwoord kent.
factor-set-up = Instellen
factor-remove = Tweede factor verwijderen
factor-replace = Opnieuw instellen
factor-lead = Vanaf dan vragen we bij het inloggen ook om een code die een app op uw telefoon toont.
factor-required = Op kantoor heeft iedereen een tweede factor nodig. Stel die nu in; daarna kunt u verder.
factor-step-app = Open op uw telefoon een app voor eenmalige codes, zoals Aegis, FreeOTP, 2FAS of uw wachtwoordbeheerder.
factor-step-scan = Scan daarmee deze afbeelding.
factor-qr = QR-code voor de app
factor-by-hand = Lukt dat niet, typ dan deze sleutel over:
factor-open-app = Openen in een app op dit apparaat
factor-step-code = Vul de code in die de app nu toont.
factor-send = Instellen
factor-wrong = De code klopt niet. Neem de nieuwste, en kijk of de klok van uw telefoon goed staat.
factor-over = Het instellen duurde te lang. Scan de nieuwe afbeelding.
recovery-title = Noodcodes
recovery-first = De tweede factor is ingesteld.
recovery-lead = Hebt u uw telefoon niet bij u, dan komt u met een van deze codes binnen. Bewaar ze waar alleen u bij kunt, bijvoorbeeld op papier.
recovery-once = Elke code werkt één keer. We tonen ze alleen nu; nieuwe maken kan altijd.
recovery-kept = Ik heb ze bewaard
recovery-new = Nieuwe noodcodes maken
recovery-left =
    { $count ->
        [0] U hebt geen noodcodes meer. Maak nieuwe.
        [one] U hebt nog één noodcode.
       *[other] U hebt nog { $count } noodcodes.
    }
code-title = Code invullen
code-label = Code
code-help = De zes cijfers uit uw app, of een van uw noodcodes.
code-remember =
    { $days ->
        [one] Op dit apparaat een dag lang niet meer vragen
       *[other] Op dit apparaat { $days } dagen lang niet meer vragen
    }
code-back = Met een ander account inloggen
code-lost = Telefoon en noodcodes kwijt? Neem contact met ons op; wij zetten de tweede factor terug.
code-wrong = De code klopt niet. Neem de nieuwste; elke code werkt maar één keer.
code-closed = Dat waren te veel verkeerde codes. Wacht even en probeer het dan opnieuw.

# Passkeys
passkeys-title = Passkeys
passkeys-lead = Daarmee logt u in met vingerafdruk, gezicht of de pincode van uw apparaat, zonder wachtwoord en zonder code.
passkey-new = Passkey toevoegen
passkey-lead = Uw apparaat of uw wachtwoordbeheerder maakt een sleutel en bewaart die. Wij krijgen alleen het openbare deel, waarmee niemand kan inloggen.
passkey-host = Geldig voor { $host }.
passkey-name = Naam van de passkey
passkey-name-help = Zodat u hem herkent, bijvoorbeeld de naam van het apparaat.
passkey-name-missing = Geef de passkey een naam.
passkey-make = Passkey maken
passkey-since = Sinds
passkey-used = laatst gebruikt
passkey-unused = nog nooit gebruikt
passkey-rename = Naam wijzigen
passkey-remove = Verwijderen
passkey-remove-named = Passkey “{ $name }” verwijderen
passkey-not-made = Er is geen passkey gemaakt. U kunt het opnieuw proberen. Misschien staat er al een op dit apparaat.
passkey-not-used = Er is geen passkey gebruikt. U kunt het opnieuw proberen.
passkey-no-browser = Deze browser kan geen passkeys gebruiken. Zet JavaScript aan, of neem een nieuwere browser.
passkey-wrong = Deze passkey werkt hier niet. Hij moet u op het apparaat herkennen, bijvoorbeeld met een pincode, en mag niet al in gebruik zijn.
passkey-over = Dat duurde te lang. Probeer het nog eens.
passkey-failed = Met deze passkey lukte het niet. Probeer het nog eens, of log op een andere manier in.
passkey-or-code = Gebruik uw passkey, of vul een code in.
passkey-owed = Passkey gebruiken
passkey-owed-lead = U hebt een passkey. Op kantoor is het wachtwoord dan niet genoeg: log in met de passkey.
passkey-elsewhere = Passkeys werken niet op dit adres. Log in op het adres waarvoor die van u geldt.
passkey-lost = Passkey kwijt? Neem contact met ons op; wij verwijderen hem.
sign-in-passkey = Inloggen met een passkey
confirm-passkey = Bevestigen met een passkey
factor-or-passkey = In plaats van de app mag het ook een passkey zijn.
flash-passkey-added = De passkey is toegevoegd. Op andere apparaten bent u uitgelogd.
flash-passkey-renamed = De naam is opgeslagen.
flash-passkey-removed = De passkey is verwijderd; wis hem ook op uw apparaat. Op andere apparaten bent u uitgelogd.

# Sessions and remembered browsers
sessions-title = Waar u bent ingelogd
sessions-lead = Komt iets u vreemd voor, log het dan uit en wijzig uw wachtwoord.
session-this = Dit apparaat
session-since = Sinds
session-seen = laatst
session-end = Uitloggen
sessions-end-others = Alle andere uitloggen
browser-on = { $browser } op { $system }
browser-unknown = Onbekend apparaat
devices-title = Onthouden apparaten
devices-lead = Op deze vragen we niet om de tweede factor.
device-forget = Vergeten

flash-details = Uw gegevens zijn opgeslagen.
flash-password = Uw wachtwoord is gewijzigd. Op andere apparaten bent u uitgelogd.
flash-sign-out = Uitgelogd.
flash-browser = Het apparaat is vergeten.
flash-factor-removed = De tweede factor is verwijderd. Op andere apparaten bent u uitgelogd.
flash-code-over = De tijd voor de code is om, of hij was te vaak verkeerd. Log opnieuw in.

# A forgotten password
forgot-title = Wachtwoord vergeten
forgot-lead = Vul het e-mailadres van uw account in. We sturen u een link waarmee u een nieuw wachtwoord instelt.
forgot-send = Link sturen
forgot-back = Terug naar inloggen
forgot-sent = Als er een account is voor { $email }, is er een link onderweg.
forgot-sent-help =
    { $minutes ->
        [one] Hij is een minuut geldig. Komt er niets aan, kijk dan in uw spammap en controleer het adres.
       *[other] Hij is { $minutes } minuten geldig. Komt er niets aan, kijk dan in uw spammap en controleer het adres.
    }
forgot-no-address = Dat is geen e-mailadres. Controleer wat u hebt ingevuld.
forgot-too-many = Dat was te vaak. Wacht even en probeer het dan opnieuw.
reset-title = Nieuw wachtwoord
reset-ends-sessions = Log daarna in met het nieuwe wachtwoord. Op alle apparaten wordt u uitgelogd.
reset-send = Wachtwoord instellen
message-reset-over-title = Deze link is niet meer geldig
message-reset-over-text = Hij is al gebruikt, verlopen of vervangen door een nieuwere.
message-reset-over-action = Nieuwe link aanvragen
flash-reset = Uw wachtwoord is ingesteld. Log ermee in.

# Signing in by a mail
sign-in-by-mail = Zonder wachtwoord inloggen: code per e-mail
mail-code-title = Inloggen per e-mail
mail-code-lead = Vul het e-mailadres van uw account in. We sturen u een code en een link.
mail-code-send = Code sturen
mail-code-sent = Als er een account is voor { $email }, is er een e-mail met een code onderweg. Hij is tien minuten geldig.
mail-code-help = Acht tekens uit de e-mail. U kunt ook de link erin openen.
mail-code-wrong = De code klopt niet of is niet meer geldig. Controleer hem, of vraag een nieuwe aan.
mail-link-lead = Met één klik bent u ingelogd bij { $portal }.
message-sign-in-over-title = Deze link is niet meer geldig
message-sign-in-over-text = Hij is al gebruikt, verlopen of vervangen door een nieuwere.
message-sign-in-over-action = Inloggen

# Elders inloggen
sign-in-company = Verder met uw bedrijfsaccount
sign-in-company-help = Voor bedrijven die dit met ons hebben ingesteld. Uw e-mailadres is genoeg.
sign-in-no-company = Bij dit e-mailadres hoort geen bedrijfsaccount. Log in met uw wachtwoord.
sign-in-with = Inloggen met { $provider }
join-with = Accepteren met { $provider }
sign-in-away-title = Verder naar { $provider }
sign-in-away-text = Log daar in; daarna komt u terug bij { $portal }.
sign-in-away-action = Verder
message-provider-down-title = Zo inloggen lukt op dit moment niet
message-provider-down-text = De andere kant gaf geen goed antwoord. Probeer het over een paar minuten opnieuw, of log op een andere manier in.
message-provider-down-action = Terug naar inloggen
message-provider-over-title = U bent niet ingelogd
message-provider-over-text = Het inloggen is afgebroken, duurde te lang of is in een andere browser begonnen. Begin opnieuw.
message-provider-over-action = Terug naar inloggen
message-provider-unknown-title = Dit account kennen we nog niet
message-provider-unknown-text = U bent daar ingelogd, maar hebt hier nog geen toegang. Vraag ons kantoor om die in te stellen.
message-provider-unknown-action = Terug naar inloggen
data-title = Uw gegevens
data-lead = Alles wat hier over u bewaard is, in één bestand (JSON): toegang, rollen, aanmeldingen, aanvragen, berichten en e-mails.
data-download = Mijn gegevens downloaden
