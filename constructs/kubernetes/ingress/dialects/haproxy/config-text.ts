/** What stands for itself in HAProxy's configuration, whether it is quoted or not, and for a path in a URL. */
const PLAIN_PATH = /^[A-Za-z0-9/_.~:@!&=+,;()*-]*$/;

/** Between double quotes, where `%` begins a variable of the log format, and `$` one of the environment. */
const PLAIN_VALUE = /^[A-Za-z0-9 !#&'()*+,./:;<=>?@[\]^_`{|}~-]+$/;

/** Whether a path can stand in a rewrite. */
export function isPlainPath(path: string): boolean {
  return PLAIN_PATH.test(path);
}

/** Whether a text can be the value of a header. */
export function isPlainValue(value: string): boolean {
  return PLAIN_VALUE.test(value) && value.trim() === value;
}

/** An expression for exactly the plain path, without a backslash, which the configuration has a meaning for. */
export function expressionFor(path: string): string {
  return path.replace(/[.+()*]/g, "[$&]");
}
