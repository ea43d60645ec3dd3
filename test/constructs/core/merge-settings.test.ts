import { mergeSettings } from "../../../constructs/merge-settings";

interface Settings {
  readonly internal?: boolean;
  readonly subnets: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly lock?: string | false;
}

const settings: Settings = { internal: true, subnets: ["a", "b"], tags: { team: "shop", tier: "edge" } };

test.each<[what: string, changes: Partial<Settings>, merged: Settings]>([
  ["nothing", {}, settings],
  ["a plain value, which is replaced", { internal: false }, { ...settings, internal: false }],
  ["a list, which is replaced as a whole", { subnets: ["c"] }, { ...settings, subnets: ["c"] }],
  ["a group, which is merged", { tags: { tier: "router" } }, { ...settings, tags: { team: "shop", tier: "router" } }],
  ["what was not set before", { lock: false }, { ...settings, lock: false }],
])("%s", (_what, changes, merged) => {
  expect(mergeSettings(settings, changes)).toEqual(merged);
});

test("the settings themselves stay as they are", () => {
  const before = structuredClone(settings);
  mergeSettings(settings, { tags: { tier: "router" } });
  expect(settings).toEqual(before);
});
