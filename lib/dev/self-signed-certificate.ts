import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";

/** A certificate and its key, as PEM. */
export interface SelfSigned {
  readonly certificate: string;
  readonly key: string;
}

const DAY = 86_400_000;

/** Tags of DER (X.690 section 8). */
const [INTEGER, BIT_STRING, OCTET_STRING, OID, UTF8_STRING, SEQUENCE, SET] = [2, 3, 4, 6, 12, 0x30, 0x31];
const [UTC_TIME, GENERALIZED_TIME] = [0x17, 0x18];
const [DNS_NAME, IP_ADDRESS] = [0x82, 0x87];

const ECDSA_WITH_SHA256 = der(SEQUENCE, oid("2a8648ce3d040302"));

/**
 * A certificate that nobody vouches for (RFC 5280), of the type X.509 version 3 with a key on P-256.
 *
 * @param hostnames - what it is for, beside `localhost` and 127.0.0.1; wildcards of one label too
 * @param days - how long it is valid from now on
 */
export function selfSignedCertificate(hostnames: readonly string[], days: number, now = Date.now()): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, oid("550403"), der(UTF8_STRING, Buffer.from("Portico development")))),
  );
  const tbs = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    // Positive, and without a zero that need not be.
    der(INTEGER, Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    name,
    // Clocks differ.
    der(SEQUENCE, time(now - DAY), time(now + days * DAY)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(SEQUENCE, subjectAlternativeName(["localhost", ...hostnames]), SERVER_AUTHENTICATION)),
  );
  const signature = createSign("SHA256").update(tbs).sign(privateKey);
  const whole = der(SEQUENCE, tbs, ECDSA_WITH_SHA256, der(BIT_STRING, Buffer.from([0]), signature));
  return {
    certificate: pem("CERTIFICATE", whole),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function subjectAlternativeName(hostnames: readonly string[]): Buffer {
  const names = [...new Set(hostnames)].map((hostname) => der(DNS_NAME, Buffer.from(hostname, "latin1")));
  const loopback = der(IP_ADDRESS, Buffer.from([127, 0, 0, 1]));
  return der(SEQUENCE, oid("551d11"), der(OCTET_STRING, der(SEQUENCE, ...names, loopback)));
}

const SERVER_AUTHENTICATION = der(SEQUENCE, oid("551d25"), der(OCTET_STRING, der(SEQUENCE, oid("2b06010505070301"))));

/** Years below 2050 have two digits (RFC 5280 section 4.1.2.5). */
function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, "").slice(0, 14);
  return Number(digits.slice(0, 4)) < 2050
    ? der(UTC_TIME, Buffer.from(`${digits.slice(2)}Z`))
    : der(GENERALIZED_TIME, Buffer.from(`${digits}Z`));
}

/** @param hex - its encoded value */
function oid(hex: string): Buffer {
  return der(OID, Buffer.from(hex, "hex"));
}

function der(tag: number | undefined, ...content: readonly Buffer[]): Buffer {
  const value = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag ?? 0, ...lengthOf(value)]), value]);
}

function lengthOf({ length }: Buffer): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
