/** The codings that there are, as `Accept-Encoding` and `Content-Encoding` name them. */
export type Coding = "zstd" | "br" | "gzip";

/**
 * The coding that a client likes best (RFC 9110 section 12.5.3); of those that it likes equally, the first.
 *
 * @param accepted the `Accept-Encoding` field; `undefined` where there is none
 * @returns `undefined` where it takes none of them, or likes the response as it is better
 */
export function negotiate(accepted: string | undefined, codings: readonly Coding[]): Coding | undefined {
  if (accepted === undefined) return undefined;
  const weights = readWeights(accepted);
  let best: Coding | undefined;
  let most = 0;
  for (const coding of codings) {
    const weight =
      weights.get(coding) ?? (coding === "gzip" ? weights.get("x-gzip") : undefined) ?? weights.get("*") ?? 0;
    if (weight <= most) continue;
    best = coding;
    most = weight;
  }
  return most < (weights.get("identity") ?? 0) ? undefined : best;
}

/** What cannot be read is not accepted. */
function readWeights(field: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const item of field.split(",")) {
    const [coding = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
    if (coding === "" || weights.has(coding)) continue;
    const quality = parameters.find((parameter) => /^q\s*=/.test(parameter));
    weights.set(coding, quality === undefined ? 1 : readQuality(quality.slice(quality.indexOf("=") + 1).trim()));
  }
  return weights;
}

/** RFC 9110 section 12.4.2. */
function readQuality(text: string): number {
  return /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}
