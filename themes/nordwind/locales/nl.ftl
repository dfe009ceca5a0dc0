# De toon van Nordwind in het Nederlands: de buurman op wie u rekent.

hello = Moin, { $name }
brand-mood = Bij u draait alles. Wij houden een oogje in het zeil.
brand-mood-visit = We zijn naar u onderweg – uw afspraak staat hieronder.
brand-mood-waiting = Eén ding kunt alleen u ons vertellen, dan gaan we verder.
