// The demonstration's companies and people, as `portico demo` prints them, and one request that can be made there.

const password = "portico-demo";

export const BRANDS = [
  {
    slug: "nordwind",
    language: "de",
    locale: "de-DE",
    flow: "heating-fault",
    customer: { name: "Erika Petersen", email: "erika.petersen@example.org", password },
    staff: { email: "maike.lorenzen@nordwind.example", password },
    office: "buero@nordwind.example",
  },
  {
    slug: "vankade",
    language: "nl",
    locale: "nl-NL",
    flow: "storing",
    customer: { name: "Sanne de Graaf", email: "sanne.degraaf@example.org", password },
    staff: { email: "joke@vankade.example", password },
  },
  {
    slug: "brightside",
    language: "en",
    locale: "en-GB",
    flow: "fault-by-site",
    customer: { name: "Priya Raman", email: "priya.raman@example.com", password },
    staff: { email: "nadia.cole@brightside.example", password },
  },
];

/** A heating fault at Nordwind: the flow's name, and answers by the labels of the form. */
export const HEATING_FAULT = {
  flow: "Heizung ausgefallen oder gestört",
  symptom: { "Was beobachten Sie?": { choose: "Die Heizung bleibt kalt" } },
  // Asked only of who has a cold heating.
  temperature: { "Wie warm ist es im Wohnraum?": "14" },
  description: "Seit heute früh wird kein Heizkörper warm, das Display ist dunkel.",
  descriptionLabel: "Beschreiben Sie es in Ihren Worten",
  photosLabel: "Fotos",
  wrongKind: /Dateien dieser Art nehmen wir nicht an/,
  tooLarge: /ist größer als .* und wurde nicht gesendet/,
  place: {
    "Wo sollen wir hinkommen?": { choose: /Ankerstieg 14/ },
    "Telefon für Rückfragen": "0451 1234567",
  },
  placeTitle: "Wo und wann?",
  addressLabel: "Wo sollen wir hinkommen?",
  phoneLabel: "Telefon für Rückfragen",
  billingTitle: "Abrechnung",
  billingLabel: "Wie rechnen wir ab?",
  debit: { "Wie rechnen wir ab?": { choose: "Bequem per Lastschrift" } },
  terms: { "Ich beauftrage den Einsatz zu den Servicebedingungen": true },
  termsLabel: "Ich beauftrage den Einsatz zu den Servicebedingungen",
  ibanLabel: "Ihre IBAN",
  wrongIban: "DE89 3704 0044 0532 0130 01",
  rightIban: "DE89 3704 0044 0532 0130 00",
  // What the company's own rules make of it: a title, a note for the office, and a mail to it.
  title: "Heizung bleibt kalt – 14 °C im Wohnraum",
  note: "Dringend: unter 16 °C im Wohnraum",
  officeSubject: /^Dringend/,
};

/** The same form where it smells of gas: a rule leaves out what nobody should think about then. */
export const GAS = {
  symptom: { "Was beobachten Sie?": { choose: "Es riecht nach Gas" } },
  notice: /Öffnen Sie die Fenster/,
  phone: "040 66969-112",
  dialled: "tel:04066969112",
};

/** The same form where water drips: a rule suggests today. */
export const LEAK = {
  symptom: { "Was beobachten Sie?": { choose: "Es tropft oder läuft Wasser aus" } },
  suggestedLabel: "Wunschtermin",
};

/** The same form with a code that a rule knows. */
export const ERROR_CODE = {
  symptom: { "Was beobachten Sie?": { choose: "Im Display steht ein Fehlercode" } },
  label: "Welcher Fehlercode?",
  typed: "F22",
  meaning: /Der Wasserdruck ist zu niedrig/,
};

/** The yearly service at Vankade, with a field of a plugin in JavaScript. */
export const SERVICE = {
  flow: "jaarlijks-onderhoud",
  place: { "Waar hangt het?": { choose: /Merelhof/ } },
  serialLabel: "Serienummer",
  wrongSerial: "HP24017Q8",
  rightSerial: "HP20417Q8",
  shownSerial: "HP20 417Q 8",
  refusal: /klopt één teken niet/,
  moment: { "Op welke dagen ben je thuis?": { choose: "Maandag" }, "Je telefoonnummer": "030 1234567" },
};
