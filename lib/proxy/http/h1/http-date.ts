let second = -1;
let text = "";

/** The Date field's value (RFC 9110 section 5.6.7), made once a second. */
export function httpDate(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) {
    second = now;
    text = new Date(1000 * now).toUTCString();
  }
  return text;
}
