import { createHash } from "node:crypto";

const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ROUNDS = 1000;
/** Which bytes of the digest make up each group of characters, the highest byte first. */
const GROUPS = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;

/** Apache's MD5 password hash, `$apr1$SALT$...`, as its `apr_md5_encode` and `openssl passwd -apr1` make it. */
export function apr1(password: Buffer, salt: string): string {
  const saltBytes = Buffer.from(salt, "latin1");
  const digest = rounds(password, saltBytes, firstDigest(password, saltBytes));
  let text = "";
  for (const [high, middle, low] of GROUPS) {
    text += base64(((digest[high] ?? 0) << 16) | ((digest[middle] ?? 0) << 8) | (digest[low] ?? 0), 4);
  }
  text += base64(digest[11] ?? 0, 2);
  return `$apr1$${salt}$${text}`;
}

function firstDigest(password: Buffer, salt: Buffer): Buffer {
  const alternate = md5(password, salt, password);
  const parts: Buffer[] = [password, Buffer.from("$apr1$"), salt];
  for (let left = password.length; left > 0; left -= 16) parts.push(alternate.subarray(0, Math.min(16, left)));
  for (let bits = password.length; bits > 0; bits >>= 1) {
    parts.push((bits & 1) === 1 ? Buffer.from([0]) : password.subarray(0, 1));
  }
  return md5(...parts);
}

function rounds(password: Buffer, salt: Buffer, first: Buffer): Buffer {
  let digest = first;
  for (let round = 0; round < ROUNDS; round++) {
    const odd = round % 2 === 1;
    const parts = [odd ? password : digest];
    if (round % 3 !== 0) parts.push(salt);
    if (round % 7 !== 0) parts.push(password);
    parts.push(odd ? digest : password);
    digest = md5(...parts);
  }
  return digest;
}

function md5(...parts: readonly Buffer[]): Buffer {
  const hash = createHash("md5");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Six bits a character, the lowest first. */
function base64(value: number, characters: number): string {
  let text = "";
  for (let rest = value, index = 0; index < characters; index++, rest >>= 6) text += ALPHABET[rest & 63];
  return text;
}
