// Luhn's method for any alphabet ("mod N"): every second character, counted from the right of the part before the check
// character, counts double; a doubled value of N or more counts as the sum of its two digits in base N.

/** The check character that belongs to `body`. */
export function checkCharacter(body, alphabet) {
  const n = alphabet.length;
  let sum = 0;
  let doubled = true;
  for (let i = body.length - 1; i >= 0; i--) {
    const weighted = alphabet.indexOf(body[i]) * (doubled ? 2 : 1);
    sum += Math.floor(weighted / n) + (weighted % n);
    doubled = !doubled;
  }
  return alphabet[(n - (sum % n)) % n];
}
