# Brightsides Ton auf Deutsch: knapp.

brand-waiting =
    { $count ->
        [one] wartet auf Sie
       *[other] warten auf Sie
    }
brand-visits =
    { $count ->
        [one] Termin
       *[other] Termine
    }
brand-open = in Arbeit
