// What people read, one table per language: the only place to change when the wording of the built-in theme changes.

export const TEXTS = {
  de: {
    email: "E-Mail",
    password: "Passwort",
    signIn: "Anmelden",
    newRequest: "Neue Anfrage",
    next: "Weiter",
    send: "Absenden",
    problems: "Es gibt ein Problem",
    problemTitle: /^Fehler: /,
    sent: "Ihre Anfrage ist bei uns",
    requests: "Anfragen",
    portalRequests: "Portalanfragen",
    accept: "Annehmen",
    accepted: "Angenommen",
    high: "Hoch",
    internal: "Intern",
    notFound: "Diese Seite gibt es nicht",
  },
  nl: {
    email: "E-mail",
    password: "Wachtwoord",
    signIn: "Inloggen",
    notFound: "Deze pagina bestaat niet",
  },
  en: {
    email: "Email",
    password: "Password",
    signIn: "Sign in",
    notFound: "This page does not exist",
  },
};
