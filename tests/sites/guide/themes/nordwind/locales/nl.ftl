rule-gas-smell = Verlaat het huis en bel { $phone }.
rule-phone-missing = Geef een nummer op waarop we u kunnen bereiken.
rule-we-are-closed = We zijn gesloten en nemen morgen contact op. Ons nummer: { $phone }.
