// The demonstration's companies and people, as `portico demo` prints them, and one request that can be made there.

export const BRANDS = [
  {
    slug: "nordwind",
    language: "de",
    locale: "de-DE",
    flow: "heating-fault",
    customer: { email: "erika@nordwind.example", password: "demo" },
    staff: { email: "ole@nordwind.example", password: "demo" },
    office: "buero@nordwind.example",
  },
  {
    slug: "vankade",
    language: "nl",
    locale: "nl-NL",
    flow: "maintenance",
    customer: { email: "sanne@vankade.example", password: "demo" },
    staff: { email: "joost@vankade.example", password: "demo" },
  },
  {
    slug: "brightside",
    language: "en",
    locale: "en-GB",
    flow: "fault",
    customer: { email: "priya@brightside.example", password: "demo" },
    staff: { email: "tom@brightside.example", password: "demo" },
  },
];

/** A heating fault at Nordwind: answers per step, by the labels of the form. */
export const HEATING_FAULT = {
  card: "Heizung ausgefallen",
  description: "Seit heute früh wird kein Heizkörper warm, das Display zeigt F28.",
  steps: [
    { "Was ist passiert?": { choose: "Kein Heizkörper wird warm" } },
    { IBAN: "DE89 3704 0044 0532 0130 00" },
    { "Telefon für Rückfragen": "0451 1234567" },
  ],
  descriptionLabel: "Beschreibung",
  photosLabel: "Fotos",
  ibanLabel: "IBAN",
  wrongIban: "DE89 3704 0044 0532 0130 01",
  // What the tenant's automation adds for the office.
  note: /Rückruf/,
};
