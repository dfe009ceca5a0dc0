# Mails.

mail-hello = Goedendag { $name },
mail-open = Aanvraag openen
mail-footer = Deze e-mail komt van het klantportaal van { $tenant }.
mail-request-received-subject = We hebben uw aanvraag { $number } ontvangen: { $title }
mail-request-received-text = Uw aanvraag is bij ons binnengekomen.
mail-request-accepted-subject = Aangenomen: aanvraag { $number }, { $title }
mail-request-accepted-text = We hebben uw aanvraag aangenomen en gaan ermee aan de slag.
mail-planned = Het bezoek is op { $day }, { $time }.
mail-not-planned = U hoort van ons wanneer we komen.
mail-request-rejected-subject = Over uw aanvraag { $number }: { $title }
mail-request-rejected-text = Deze aanvraag kunnen we helaas niet aannemen.
mail-request-closed-subject = Gesloten: aanvraag { $number }, { $title }
mail-request-closed-text = We hebben deze aanvraag gesloten en werken er niet verder aan.
mail-comment-subject = Nieuw bericht over aanvraag { $number }: { $title }
mail-comment-text = { $author } schreef:
mail-invitation-subject = Uw toegang tot { $portal }
mail-invitation-text = { $by } heeft u uitgenodigd om { $portal } te gebruiken voor { $customer }. Daar doet u aanvragen en ziet u hoe het ermee staat.
mail-invitation-until = De link is geldig tot { $day }, { $time }, en werkt één keer.
mail-invitation-unknown = Zegt dit u niets, dan hoeft u niets te doen.
mail-invitation-open = Uitnodiging bekijken
