import * as fc from "fast-check";
import type { PickContext } from "../../../lib/proxy/engine";
import { type Candidate, createPolicy, hashText } from "../../../lib/proxy/service/balancing";
import type { Balancing } from "../../../lib/topology";

interface TestCandidate extends Candidate {
  readonly id: string;
  active: number;
}

function candidates(weights: readonly number[]): TestCandidate[] {
  return weights.map((weight, index) => candidate(String.fromCharCode(97 + index), weight));
}

function candidate(id: string, weight = 1, active = 0): TestCandidate {
  return { id, weight, active, hash: hashText(id), credit: 0 };
}

const client: PickContext = { sourceAddress: "10.0.0.1" };

function picks(balancing: Balancing | undefined, list: readonly TestCandidate[], count: number, context = client) {
  const policy = createPolicy(balancing);
  return Array.from({ length: count }, () => policy.pick(list, context).id).join("");
}

/** A request with these attributes, named as keys of consistent hashing name them. */
function request(attributes: Readonly<Record<string, string>>, sourceAddress = "10.0.0.1"): PickContext {
  return { sourceAddress, attribute: (kind, name) => attributes[kind === "path" ? "path" : `${kind}:${name}`] };
}

describe("RoundRobin", () => {
  test.each([
    { weights: [1, 1, 1], sequence: "abcabcabc" },
    { weights: [5, 1, 1], sequence: "aabacaa" },
    { weights: [3, 2], sequence: "ababa" },
    { weights: [1, 4], sequence: "bbabb" },
  ])("weights $weights give $sequence", ({ weights, sequence }) => {
    expect(picks(undefined, candidates(weights), sequence.length)).toBe(sequence);
  });

  test("each gets exactly its weight in every round", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }), (weights) => {
        const list = candidates(weights);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const sequence = picks({ algorithm: "RoundRobin" }, list, total);
        for (const { id, weight } of list) expect(sequence.split(id).length - 1).toBe(weight);
      }),
    );
  });
});

describe("LeastConnections", () => {
  const least: Balancing = { algorithm: "LeastConnections" };

  test.each([
    { what: "the fewest open", list: [candidate("a", 1, 3), candidate("b", 1, 1), candidate("c", 1, 2)], pick: "b" },
    { what: "the fewest for its weight", list: [candidate("a", 1, 2), candidate("b", 4, 4)], pick: "b" },
    { what: "an idle one of small weight", list: [candidate("a", 1, 0), candidate("b", 100, 1)], pick: "a" },
  ])("$what", ({ list, pick }) => {
    expect(picks(least, list, 1)).toBe(pick);
  });

  test("equals take turns by weight", () => {
    expect(picks(least, candidates([1, 1, 1]), 6)).toBe("abcabc");
    expect(picks(least, candidates([2, 1]), 6)).toBe("abaaba");
  });
});

describe("Random", () => {
  test("the less busy of two picked by chance", () => {
    const numbers = [0.1, 0.9];
    const policy = createPolicy({ algorithm: "Random" }, () => numbers.shift() ?? 0);

    expect(policy.pick([candidate("a", 1, 5), candidate("b", 1, 1)], client).id).toBe("b");
  });

  test("chance goes by weight", () => {
    const numbers = [0.3, 0.3];
    const policy = createPolicy({ algorithm: "Random" }, () => numbers.shift() ?? 0);

    expect(policy.pick(candidates([1, 9]), client).id).toBe("b");
  });
});

describe("SourceHash", () => {
  const bySource: Balancing = { algorithm: "SourceHash" };

  test("one client keeps its instance", () => {
    const list = candidates([1, 1, 1, 1]);
    fc.assert(
      fc.property(fc.ipV4(), (sourceAddress) => {
        expect(new Set(picks(bySource, list, 5, { sourceAddress })).size).toBe(1);
      }),
    );
  });

  test("clients spread by weight", () => {
    const shares = spread(bySource, candidates([1, 3]), (index) => ({
      sourceAddress: `10.0.${index >> 8}.${index & 255}`,
    }));

    expect(shares.get("b")).toBeCloseTo(0.75, 1);
  });
});

describe("ConsistentHash", () => {
  const keys: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["header:X-User", { "header:x-user": "anna" }],
    ["cookie:session", { "cookie:session": "anna" }],
    ["query:user", { "query:user": "anna" }],
    ["path", { path: "/users/anna" }],
  ];

  test.each(keys)("%s decides, the client does not", (key, attributes) => {
    const list = candidates([1, 1, 1, 1, 1]);
    const balancing: Balancing = { algorithm: "ConsistentHash", key };
    const clients = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"];

    expect(new Set(clients.map((source) => picks(balancing, list, 1, request(attributes, source)))).size).toBe(1);
  });

  test("requests that lack the key take turns", () => {
    const balancing: Balancing = { algorithm: "ConsistentHash", key: "header:x-user" };

    expect(picks(balancing, candidates([1, 1]), 4, request({}))).toBe("abab");
  });

  test("when an instance leaves, only its keys move", () => {
    const list = candidates([1, 1, 1, 1, 1]);
    const remaining = list.filter(({ id }) => id !== "c");
    const balancing: Balancing = { algorithm: "ConsistentHash", key: "header:x-user" };
    fc.assert(
      fc.property(fc.string(), (user) => {
        const before = picks(balancing, list, 1, request({ "header:x-user": user }));
        const after = picks(balancing, remaining, 1, request({ "header:x-user": user }));
        if (before !== "c") expect(after).toBe(before);
      }),
    );
  });

  test("keys spread evenly", () => {
    const balancing: Balancing = { algorithm: "ConsistentHash", key: "header:x-user" };
    const shares = spread(balancing, candidates([1, 1, 1, 1]), (index) =>
      request({ "header:x-user": `user-${index}` }),
    );

    for (const share of shares.values()) expect(share).toBeCloseTo(0.25, 1);
  });
});

/** The share of each candidate over 4,000 different clients. */
function spread(balancing: Balancing, list: readonly TestCandidate[], context: (index: number) => PickContext) {
  const policy = createPolicy(balancing);
  const shares = new Map<string, number>();
  for (let index = 0; index < 4000; index++) {
    const { id } = policy.pick(list, context(index));
    shares.set(id, (shares.get(id) ?? 0) + 1 / 4000);
  }
  return shares;
}
