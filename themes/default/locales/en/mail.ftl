# Mails.

mail-hello = Hello { $name },
mail-open = Open request
mail-footer = This mail comes from the customer portal of { $tenant }.
mail-request-received-subject = We have your request { $number }: { $title }
mail-request-received-text = Your request has arrived.
mail-request-accepted-subject = Accepted: request { $number }, { $title }
mail-request-accepted-text = We have accepted your request and are taking care of it.
mail-planned = The visit is on { $day }, { $time }.
mail-not-planned = We will tell you when we come.
mail-request-rejected-subject = About your request { $number }: { $title }
mail-request-rejected-text = We are sorry that we cannot take on this request.
mail-request-closed-subject = Closed: request { $number }, { $title }
mail-request-closed-text = We have closed this request and will not work on it any further.
mail-comment-subject = New message about request { $number }: { $title }
mail-comment-text = { $author } wrote:
mail-invitation-subject = Your access to { $portal }
mail-invitation-text = { $by } has invited you to use { $portal } for { $customer }. There you send requests and see what becomes of them.
mail-invitation-until = The link is valid until { $day }, { $time }, and works once.
mail-invitation-unknown = If this means nothing to you, there is nothing you need to do.
mail-invitation-open = See the invitation
