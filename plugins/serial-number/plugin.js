// A free field for the serial number on a type plate: prefix, length, alphabet and check character.

import { checkCharacter } from './checksum.js';

const DIGITS = '0123456789';
const LETTERS_TOO = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const MESSAGES = [
  'name', 'help', 'config-alphabet', 'config-alphabet-help', 'alphabet-digits', 'alphabet-letters', 'config-prefix',
  'config-prefix-help', 'config-length', 'config-length-help', 'label', 'control-help', 'control-help-prefix',
  'characters-digits', 'characters-letters', 'prefix', 'length', 'too-short', 'checksum',
];

const key = (key, params = {}) => ({
  tag: 'message',
  val: { key, params: Object.entries(params).map(([name, value]) => ({ name, value: String(value) })) },
});

const control = (name, kind, label, more = {}) => ({
  name, kind, label, help: null, value: null, required: false, maxLength: null, pattern: null, inputMode: null,
  autocomplete: null, choices: [], ...more,
});

const bare = (text) => text.toUpperCase().replace(/[\s.-]/g, '');

/** What the office chose, with every gap filled, so that an old configuration never breaks a form. */
function configOf(json) {
  const given = JSON.parse(json);
  const length = Number.parseInt(given.length, 10);
  return {
    alphabet: given.alphabet === 'digits' ? DIGITS : LETTERS_TOO,
    prefix: bare(String(given.prefix ?? '')),
    length: length >= 3 && length <= 40 ? length : undefined,
  };
}

export function describe() {
  return {
    id: 'serial-number',
    name: key('name'),
    help: key('help'),
    messageKeys: MESSAGES,
    config: [
      control('alphabet', 'select', key('config-alphabet'), {
        help: key('config-alphabet-help'),
        value: 'letters',
        choices: [
          { value: 'letters', label: key('alphabet-letters') },
          { value: 'digits', label: key('alphabet-digits') },
        ],
      }),
      control('prefix', 'text', key('config-prefix'), { help: key('config-prefix-help'), maxLength: 12 }),
      control('length', 'number', key('config-length'), { help: key('config-length-help'), inputMode: 'numeric', maxLength: 2 }),
    ],
  };
}

export function controls(context, fields) {
  return fields.map((field) => {
    const { alphabet, prefix } = configOf(field.config);
    const stored = field.value === null ? null : JSON.parse(field.value);
    return [
      control('serial', 'text', key('label'), {
        help: prefix ? key('control-help-prefix', { prefix }) : key('control-help'),
        value: typeof stored === 'string' ? grouped(stored) : null,
        required: true,
        maxLength: 60,
        inputMode: alphabet === DIGITS && prefix === '' ? 'numeric' : 'text',
        autocomplete: 'off',
      }),
    ];
  });
}

export function parse(context, fields) {
  return fields.map((field) => {
    const typed = field.inputs.find((input) => input.name === 'serial')?.value ?? '';
    const serial = bare(typed);
    if (serial === '') return { tag: 'ok', val: { value: 'null', search: '' } };
    const problem = problemOf(serial, configOf(field.config));
    if (problem) return { tag: 'err', val: [{ control: 'serial', ...problem }] };
    return { tag: 'ok', val: { value: JSON.stringify(serial), search: `${serial} ${grouped(serial)}` } };
  });
}

/** The prefix is the manufacturer's and stays out of the check; everything after it takes part. */
function problemOf(serial, { alphabet, prefix, length }) {
  if (!serial.startsWith(prefix)) return { code: 'prefix', text: key('prefix', { prefix }) };
  if (length !== undefined && serial.length !== length) {
    return { code: 'length', text: key('length', { expected: length, found: serial.length }) };
  }
  const checked = serial.slice(prefix.length);
  if (checked.length < 2) return { code: 'too-short', text: key('too-short') };
  if ([...checked].some((character) => !alphabet.includes(character))) {
    return { code: 'characters', text: key(alphabet === DIGITS ? 'characters-digits' : 'characters-letters') };
  }
  if (checkCharacter(checked.slice(0, -1), alphabet) !== checked.at(-1)) return { code: 'checksum', text: key('checksum') };
  return undefined;
}

export function display(context, values, target) {
  return values.map(({ value }) => {
    const serial = JSON.parse(value);
    if (typeof serial !== 'string') return [];
    return [{ tag: 'code', val: target === 'text' ? serial : grouped(serial) }];
  });
}

/** Groups of four, so that a number can be read out over the telephone. What was stored with separators of its own keeps them. */
function grouped(serial) {
  return /[\s.-]/.test(serial) ? serial : serial.replace(/.{4}(?=.)/g, '$& ');
}
