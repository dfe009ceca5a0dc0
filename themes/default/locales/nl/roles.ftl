roles = Rollen
roles-about = Wat portaalgebruikers zien en mogen doen. Een wijziging geldt meteen voor iedereen met de rol.
role-new = Nieuwe rol
role-new-about = Niemand heeft de rol tot u die aan iemand geeft.
role-add = Rol aanmaken
role-people =
    { $count ->
        [0] Niemand
        [one] Eén persoon
       *[other] { $count } personen
    }
role-looks = Alleen bekijken
role-denies = Neemt weg:
role-more =
    { $count ->
        [one] Hiermee ziet één persoon meer opdrachten dan nu.
       *[other] Hiermee zien { $count } personen meer opdrachten dan nu.
    }
role-less =
    { $count ->
        [one] Hiermee ziet één persoon minder opdrachten dan nu.
       *[other] Hiermee zien { $count } personen minder opdrachten dan nu.
    }
role-question = Is dat de bedoeling?
role-sees-more = { $after } opdrachten in plaats van { $before }
role-sees-less = nog maar { $after } opdrachten in plaats van { $before }
role-unlisted =
    { $count ->
        [one] en nog één persoon
       *[other] en nog { $count } personen
    }
role-remove = Rol verwijderen
role-remove-help = Niemand heeft deze rol. Daarna bestaat de rol niet meer.
role-conflict = Dat kan nu niet: iemand heeft de rol, of die is intussen gewijzigd. Hier staat hoe de rol nu is.
column-sight = Ziet
column-allows = Mag
column-people = Wie de rol heeft
sight-own = Alleen eigen aanvragen
sight-sites = Eigen aanvragen en alles op adressen in beheer
sight-customer = Alles van de klant
permission-create = Aanvragen indienen
permission-comment = Het kantoor schrijven
permission-invite = Collega's uitnodigen en beheren
field-role-slug = Korte naam
field-role-slug-help = Zo heet de rol in tabellen en opdrachten: kleine letters, cijfers en streepjes. De naam blijft.
field-name-de = Naam in het Duits
field-name-en = Naam in het Engels
field-name-nl = Naam in het Nederlands
field-sight = Ziet
field-sight-help = Van meer rollen geldt de ruimste.
field-allows = Staat toe
field-denies = Verbiedt
field-denies-help = Geldt ook als een andere rol het toestaat.
problem-role-name = De rol heeft een naam nodig.
problem-role-count = Meer rollen kan niet. Verwijder er een die niemand heeft.
flash-role-added = De rol is aangemaakt.
flash-role-saved = De rol is gewijzigd.
flash-role-removed = De rol is verwijderd.
audit-roles-add = Rol aangemaakt
audit-roles-edit = Rol gewijzigd
audit-roles-remove = Rol verwijderd
role-shows = Met:
role-shows-nothing = Zonder foto's, documenten, afspraken en namen
part-photos = Foto's en video's
part-documents = Documenten
part-planned = Afspraken
part-employee = Namen van medewerkers
field-shows = Toont
field-shows-help = Wat niet is aangevinkt, blijft overal verborgen: op pagina's, bij het downloaden en in mails. Eigen bestanden ziet iedereen.
setting-display-photos = Foto's en video's van aanvragen tonen. Uit: niemand in het portaal ziet ze, behalve de eigen.
setting-display-documents = Documenten van aanvragen tonen. Uit: niemand in het portaal ziet ze, behalve de eigen.
setting-display-planned = Afspraken tonen. Uit: niemand in het portaal ziet wanneer iemand komt.
setting-display-employee = Namen tonen: wie komt en wie van het kantoor schrijft. Uit: alleen het bedrijf wordt genoemd.
request-withdraw = Aanvraag intrekken
request-withdraw-help = De aanvraag wordt gesloten en niemand behandelt die nog. Dit kan tot ons kantoor heeft beslist.
flash-withdrawn = Uw aanvraag is ingetrokken.
audit-work-orders-withdraw = Aanvraag ingetrokken
permission-upload = Bestanden meesturen
permission-withdraw = Eigen aanvragen intrekken
