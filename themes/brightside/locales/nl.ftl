# De toon van Brightside in het Nederlands: kort.

brand-waiting =
    { $count ->
        [one] wacht op u
       *[other] wachten op u
    }
brand-visits =
    { $count ->
        [one] afspraak
       *[other] afspraken
    }
brand-open = in behandeling
