import { Gatekeeper } from "../../../../lib/proxy/http/filters/basic-auth/gatekeeper";
import { hasHash } from "../../../../lib/proxy/http/filters/basic-auth/password-check";
import { parseUserEntry, type UserEntry } from "../../../../lib/topology";

jest.mock("../../../../lib/proxy/http/filters/basic-auth/password-check", () => {
  const actual = jest.requireActual("../../../../lib/proxy/http/filters/basic-auth/password-check");
  return { ...actual, hasHash: jest.fn(actual.hasHash) };
});

/** Which hashes are checked before somebody is refused is what the time of it depends on. */
async function checkedFor(lines: readonly string[], name: string) {
  jest.mocked(hasHash).mockClear();
  const gatekeeper = new Gatekeeper(lines.map((line) => parseUserEntry(line) as UserEntry));
  expect(await gatekeeper.check({ name, password: Buffer.from("wrong") })).toBe("refused");
  return jest.mocked(hasHash).mock.calls.map(([, hash]) => hash.type);
}

const SHA = "sha:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=";
const APR1 = "apr1:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/";
const BCRYPT = "bcrypt:$2b$04$hjax.B6au2IGRnzJguI4MO1taAqdgJjyDmfPXYYGukBjmAAo3aMYa";

test.each([
  ["nobody", ["bcrypt"]],
  ["sha", ["sha", "bcrypt"]],
  ["apr1", ["apr1", "bcrypt"]],
  ["bcrypt", ["bcrypt"]],
])("the slowest kind is checked once before anybody is refused: %s", async (name, checked) => {
  expect(await checkedFor([SHA, APR1, BCRYPT], name)).toEqual(checked);
});

test("no more than one hash is checked where all are of a kind", async () => {
  const lines = [BCRYPT, BCRYPT.replace("bcrypt:", "other:")];
  for (const name of ["nobody", "bcrypt", "other"]) expect(await checkedFor(lines, name)).toEqual(["bcrypt"]);
});
