roles = Rollen
roles-about = Was Portalnutzer sehen und tun dürfen. Eine Änderung gilt sofort für alle, die die Rolle haben.
role-new = Neue Rolle
role-new-about = Niemand hat sie, bis Sie sie jemandem geben.
role-add = Rolle anlegen
role-people =
    { $count ->
        [0] Niemand
        [one] Eine Person
       *[other] { $count } Personen
    }
role-looks = Nur ansehen
role-denies = Nimmt weg:
role-more =
    { $count ->
        [one] Eine Person sähe damit mehr Aufträge als bisher.
       *[other] { $count } Personen sähen damit mehr Aufträge als bisher.
    }
role-less =
    { $count ->
        [one] Eine Person sähe damit weniger Aufträge als bisher.
       *[other] { $count } Personen sähen damit weniger Aufträge als bisher.
    }
role-question = Soll das so sein?
role-sees-more = { $after } Aufträge statt bisher { $before }
role-sees-less = nur noch { $after } Aufträge statt bisher { $before }
role-unlisted =
    { $count ->
        [one] und eine weitere Person
       *[other] und { $count } weitere Personen
    }
role-remove = Rolle entfernen
role-remove-help = Niemand hat diese Rolle. Danach gibt es sie nicht mehr.
role-conflict = Das geht gerade nicht: Jemand hat die Rolle, oder sie wurde inzwischen geändert. Hier steht, wie sie jetzt ist.
column-sight = Sieht
column-allows = Darf
column-people = Wer sie hat
sight-own = Nur selbst gestellte Anfragen
sight-sites = Eigene und alles an betreuten Adressen
sight-customer = Alles des Kunden
permission-create = Anfragen stellen
permission-comment = Dem Büro schreiben
permission-invite = Kollegen einladen und verwalten
field-role-slug = Kurzname
field-role-slug-help = So heißt die Rolle in Tabellen und Befehlen: Kleinbuchstaben, Ziffern und Bindestriche. Er bleibt.
field-name-de = Name auf Deutsch
field-name-en = Name auf Englisch
field-name-nl = Name auf Niederländisch
field-sight = Sieht
field-sight-help = Hat jemand mehrere Rollen, zählt die weiteste.
field-allows = Erlaubt
field-denies = Verbietet
field-denies-help = Gilt auch dann, wenn eine andere Rolle es erlaubt.
problem-role-name = Die Rolle braucht einen Namen.
problem-role-count = Mehr Rollen sind nicht möglich. Entfernen Sie eine, die niemand hat.
flash-role-added = Die Rolle ist angelegt.
flash-role-saved = Die Rolle ist geändert.
flash-role-removed = Die Rolle ist entfernt.
audit-roles-add = Rolle angelegt
audit-roles-edit = Rolle geändert
audit-roles-remove = Rolle entfernt
role-shows = Mit:
role-shows-nothing = Ohne Fotos, Dokumente, Termine und Namen
part-photos = Fotos und Videos
part-documents = Dokumente
part-planned = Termine
part-employee = Namen der Mitarbeitenden
field-shows = Zeigt
field-shows-help = Was nicht angekreuzt ist, bleibt überall verborgen: auf Seiten, beim Herunterladen und in Mails. Eigene Dateien sieht jeder.
setting-display-photos = Fotos und Videos zu Anfragen zeigen. Aus: niemand im Portal sieht sie, außer die eigenen.
setting-display-documents = Dokumente zu Anfragen zeigen. Aus: niemand im Portal sieht sie, außer die eigenen.
setting-display-planned = Termine zeigen. Aus: niemand im Portal sieht, wann jemand kommt.
setting-display-employee = Namen zeigen: wer kommt und wer aus dem Büro schreibt. Aus: überall steht nur die Firma.
request-withdraw = Anfrage zurückziehen
request-withdraw-help = Die Anfrage wird geschlossen, und niemand bearbeitet sie mehr. Das geht, bis unser Büro entschieden hat.
flash-withdrawn = Ihre Anfrage ist zurückgezogen.
audit-work-orders-withdraw = Anfrage zurückgezogen
permission-upload = Dateien mitschicken
permission-withdraw = Eigene Anfragen zurückziehen
