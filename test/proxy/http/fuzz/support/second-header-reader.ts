import { isIPv4 } from "node:net";

/** What a second reader makes of how a connection begins. */
export type SecondReading =
  | { readonly verdict: "accepted"; readonly client: string | undefined; readonly length: number }
  | { readonly verdict: "refused" | "incomplete" };

const REFUSED: SecondReading = { verdict: "refused" };
const INCOMPLETE: SecondReading = { verdict: "incomplete" };

const TEXT = "PROXY ";
const BINARY = "\r\n\r\n\0\r\nQUIT\n";
const LONGEST_LINE = 107;
const LONGEST = 8192;

/**
 * Reads a header of the PROXY protocol in another way than the proxy does: as text, by expressions, and addresses as URLs
 * have them.
 *
 * @param bytes what a connection begins with
 */
export function readHeaderAgain(bytes: Buffer): SecondReading {
  const text = bytes.toString("latin1");
  for (const [signature, read] of [
    [TEXT, readText],
    [BINARY, readBinary],
  ] as const) {
    if (text.startsWith(signature)) return read(text);
    if (signature.startsWith(text)) return INCOMPLETE;
  }
  return REFUSED;
}

function readText(text: string): SecondReading {
  const [line] = /^[^\n]*\n/.exec(text.slice(0, LONGEST_LINE)) ?? [];
  if (line === undefined) return text.length < LONGEST_LINE ? INCOMPLETE : REFUSED;
  if (/^PROXY UNKNOWN(?: [^\r\n]*)?\r\n$/.test(line)) {
    return { verdict: "accepted", client: undefined, length: line.length };
  }
  const parts = /^PROXY TCP([46]) ([0-9A-Fa-f.:]+) ([0-9A-Fa-f.:]+) ([0-9]+) ([0-9]+)\r\n$/.exec(line);
  if (parts === null) return REFUSED;
  const [, version, source = "", destination = "", ...ports] = parts;
  const told = version === "4" ? ipv4 : ipv6;
  const client = told(source);
  if (client === undefined || told(destination) === undefined) return REFUSED;
  if (!ports.every((port) => String(Number(port)) === port && Number(port) < 65_536)) return REFUSED;
  return { verdict: "accepted", client, length: line.length };
}

function ipv4(text: string): string | undefined {
  return isIPv4(text) ? text : undefined;
}

/** URLs write IPv6 addresses as RFC 5952 does, but for IPv4 inside of them. */
function ipv6(text: string): string | undefined {
  const url = `http://[${text}]/`;
  if (!URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  const inside = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(hostname);
  if (inside === null) return hostname.slice(1, -1);
  const numbers = inside.slice(1).map((group) => Number.parseInt(group, 16));
  return numbers.flatMap((number) => [number >> 8, number & 0xff]).join(".");
}

/** Bytes of both ends of a connection, by family and protocol. */
const ENDS: Readonly<Record<string, number>> = { "11": 12, "12": 12, "21": 36, "22": 36, "31": 216, "32": 216 };

function readBinary(text: string): SecondReading {
  const fixed = 16;
  if (text.length < fixed) return INCOMPLETE;
  const hex = Buffer.from(text, "latin1").toString("hex");
  const [version = "", command = "", ends = "", size = ""] = /^.{24}(.)(.)(..)(.{4})/.exec(hex)?.slice(1) ?? [];
  const length = fixed + Number.parseInt(size, 16);
  if (version !== "2" || !/[01]/.test(command) || length > LONGEST) return REFUSED;
  if (command === "1" && !/^[0-3][0-2]$/.test(ends)) return REFUSED;
  if (text.length < length) return INCOMPLETE;
  const nameless: SecondReading = { verdict: "accepted", client: undefined, length };
  const room = ENDS[ends];
  if (command === "0" || room === undefined) return nameless;
  const content = hex.slice(2 * fixed, 2 * length);
  if (content.length < 2 * room || !valuesAreRight(hex.slice(0, 2 * length), 2 * (fixed + room))) return REFUSED;
  if (ends.startsWith("3")) return nameless;
  const source = content.slice(0, room - 4);
  const client = ends.startsWith("1")
    ? source.replace(/../g, (octet) => `${Number.parseInt(octet, 16)}.`).slice(0, -1)
    : ipv6(source.replace(/.{4}(?=.)/g, "$&:"));
  return { verdict: "accepted", client, length };
}

/** Whether values fill the header from here to its end, and a checksum among them is its own. */
function valuesAreRight(header: string, from: number): boolean {
  const sums: number[] = [];
  let at = from;
  while (at < header.length) {
    const [, type, size] = /^(..)(.{4})/.exec(header.slice(at, at + 6)) ?? [];
    if (type === undefined || size === undefined) return false;
    const length = Number.parseInt(size, 16);
    if (type === "03" && length !== 4) return false;
    if (type === "03") sums.push(at + 6);
    at += 6 + 2 * length;
  }
  const [sum] = sums;
  if (at !== header.length || sums.length > 1) return false;
  if (sum === undefined) return true;
  const blank = `${header.slice(0, sum)}00000000${header.slice(sum + 8)}`;
  return castagnoli(Buffer.from(blank, "hex")) === Number.parseInt(header.slice(sum, sum + 8), 16);
}

/** CRC-32C, bit by bit. */
function castagnoli(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const odd = ((sum ^ (byte >> bit)) & 1) === 1;
      sum = (sum >>> 1) ^ (odd ? 0x82f63b78 : 0);
    }
  }
  return (sum ^ 0xffffffff) >>> 0;
}
