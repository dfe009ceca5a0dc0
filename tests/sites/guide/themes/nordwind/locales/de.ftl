rule-gas-smell = Verlassen Sie das Haus und rufen Sie { $phone } an.
rule-phone-missing = Bitte nennen Sie eine Nummer, unter der wir Sie erreichen.
rule-we-are-closed = Wir haben geschlossen und melden uns morgen. Unsere Nummer: { $phone }.
