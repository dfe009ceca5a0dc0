# Mails.

mail-hello = Guten Tag { $name },
mail-open = Anfrage öffnen
mail-footer = Diese E-Mail kommt vom Kundenportal von { $tenant }.
mail-request-received-subject = Wir haben Ihre Anfrage { $number } erhalten: { $title }
mail-request-received-text = Ihre Anfrage ist bei uns angekommen.
mail-request-accepted-subject = Angenommen: Anfrage { $number }, { $title }
mail-request-accepted-text = Wir haben Ihre Anfrage angenommen und kümmern uns darum.
mail-planned = Der Termin ist { $day }, { $time }.
mail-not-planned = Wir melden uns mit einem Termin.
mail-request-rejected-subject = Zu Ihrer Anfrage { $number }: { $title }
mail-request-rejected-text = Diese Anfrage können wir leider nicht übernehmen.
mail-request-closed-subject = Geschlossen: Anfrage { $number }, { $title }
mail-request-closed-text = Wir haben diese Anfrage geschlossen und arbeiten nicht weiter daran.
mail-comment-subject = Neue Nachricht zu Anfrage { $number }: { $title }
mail-comment-text = { $author } hat geschrieben:
mail-invitation-subject = Ihr Zugang zu { $portal }
mail-invitation-text = { $by } hat Sie eingeladen, für { $customer } das Portal { $portal } zu nutzen. Dort stellen Sie Anfragen und sehen, wie es damit weitergeht.
mail-invitation-until = Der Link gilt bis { $day }, { $time }, und nur einmal.
mail-invitation-unknown = Wenn Ihnen das nichts sagt, brauchen Sie nichts zu tun.
mail-invitation-open = Einladung ansehen
