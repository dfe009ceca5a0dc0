// What people read: one table per language for the built-in theme, and per brand what its own theme says instead.

const LANGUAGES = {
  de: {
    email: "E-Mail",
    password: "Passwort",
    signIn: "Anmelden",
    newRequest: "Neue Anfrage",
    next: "Weiter",
    back: "Zurück",
    details: "Angaben",
    youSent: "Sie haben die Anfrage gesendet.",
    sentBy: (name) => `${name} hat die Anfrage gesendet.`,
    refresh: "Fragen aktualisieren",
    send: "Absenden",
    problems: "Es gibt ein Problem",
    problemTitle: /^Fehler: /,
    requestNumber: /Anfrage (\d+)/,
    openRequest: "Anfrage ansehen",
    state: "Stand",
    hello: "Guten Tag",
    portalRequests: "Portalanfragen",
    accept: "Annehmen",
    reject: "Ablehnen",
    rejectSend: "Anfrage ablehnen",
    rejectReason: "Grund für den Kunden",
    accepted: "Angenommen",
    acceptedSubject: /^Angenommen: Anfrage /,
    high: "Hoch",
  },
  nl: { email: "E-mail", password: "Wachtwoord", signIn: "Inloggen", next: "Verder", problems: "Er is een probleem", reject: "Afwijzen", rejectSend: "Aanvraag afwijzen", rejectReason: "Reden voor de klant" },
  en: { email: "Email", password: "Password", signIn: "Sign in", next: "Continue", problems: "There is a problem", reject: "Reject", rejectSend: "Reject request", rejectReason: "Reason for the customer" },
};

const BRANDS = {
  nordwind: { notFound: "Diese Seite ist davongeweht", sent: "Angekommen. Wir kümmern uns." },
  vankade: { notFound: "Hier is niemand thuis" },
  brightside: { notFound: "No such page" },
};

/** The words of a brand in its own language. */
export function textsOf({ language, slug }) {
  return { ...LANGUAGES[language], ...BRANDS[slug] };
}
