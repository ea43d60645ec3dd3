import fc from "fast-check";
import { type Difference, REFUSED_BY_LLHTTP_ALONE, REFUSED_BY_PORTICO_ALONE } from "./differences";
import { readBySecondParser } from "./support/llhttp";
import { mutatedRequest, validRequest } from "./support/messages";
import { type Reading, readWhole } from "./support/our-reading";
import { messages, PATIENCE } from "./support/runs";

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const request = fc.oneof({ weight: 1, arbitrary: validRequest }, { weight: 4, arbitrary: mutatedRequest });

function explained(differences: readonly Difference[], reason: string, ours: Reading): boolean {
  return differences.some(
    (difference) =>
      difference.reason.test(reason) &&
      (difference.where === undefined || (ours.verdict === "accepted" && difference.where(ours))),
  );
}

describe("the proxy and node:http, strict", () => {
  test(
    "agree on what is accepted, but for what is explained",
    () => {
      fc.assert(
        fc.property(request, (text) => {
          const ours = readWhole(latin1(text));
          const theirs = readBySecondParser(latin1(text));
          if (ours.verdict === "refused" && theirs.verdict === "accepted") {
            expect([ours.reason, explained(REFUSED_BY_PORTICO_ALONE, ours.reason, ours)]).toEqual([ours.reason, true]);
          }
          if (ours.verdict === "accepted" && theirs.verdict === "refused") {
            const reason = `${theirs.code} ${theirs.reason}`;
            expect([reason, explained(REFUSED_BY_LLHTTP_ALONE, reason, ours)]).toEqual([reason, true]);
          }
        }),
        { numRuns: messages(4000) },
      );
    },
    PATIENCE,
  );

  test(
    "never wait for more where the other is done: both see the message end at the same byte",
    () => {
      fc.assert(
        fc.property(request, (text) => {
          const verdicts = [readWhole(latin1(text)).verdict, readBySecondParser(latin1(text)).verdict].sort();
          expect(verdicts).not.toEqual(["accepted", "incomplete"]);
        }),
        { numRuns: messages(2000) },
      );
    },
    PATIENCE,
  );

  test(
    "read the same method, fields, body and trailers",
    () => {
      fc.assert(
        fc.property(request, (text) => {
          const ours = readWhole(latin1(text));
          const theirs = readBySecondParser(latin1(text));
          if (ours.verdict !== "accepted" || theirs.verdict !== "accepted") return;
          const { method, body, fields } = theirs;
          expect({ method: ours.method, body: ours.body, fields: [...ours.fields, ...ours.trailers] }).toEqual({
            method,
            body,
            fields,
          });
        }),
        { numRuns: messages(3000) },
      );
    },
    PATIENCE,
  );
});

test(
  "what a service receives, read by another parser, is the one request that was matched",
  () => {
    fc.assert(
      fc.property(request, (text) => {
        const ours = readWhole(latin1(text));
        if (ours.verdict !== "accepted") return;
        const seen = readBySecondParser(latin1(ours.sentOn));
        const { method, target, body } = ours;
        expect(seen).toMatchObject({ verdict: "accepted", method, target, body, more: false });
        if (seen.verdict !== "accepted") return;
        expect(valuesOf(seen.fields, "host")).toEqual([ours.host]);
        expect(valuesOf(seen.fields, "x-forwarded-for")).toEqual(["192.0.2.1"]);
        expect(
          valuesOf(seen.fields, "content-length").length + valuesOf(seen.fields, "transfer-encoding").length,
        ).toBeLessThan(2);
      }),
      { numRuns: messages(3000) },
    );
  },
  PATIENCE,
);

function valuesOf(fields: readonly string[], lowerCaseName: string): readonly (string | undefined)[] {
  return fields.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() === lowerCaseName ? [fields[index + 1]] : [],
  );
}
