/** Settings in which some are given anew: groups of settings are merged, all others replaced. */
export function mergeSettings<Settings extends object>(settings: Settings, changes: Partial<Settings>): Settings {
  const merged: Partial<Settings> = { ...settings };
  for (const key of Object.keys(changes) as (keyof Settings)[]) {
    const [old, changed] = [settings[key], changes[key]];
    if (changed !== undefined) merged[key] = isGroup(old) && isGroup(changed) ? { ...old, ...changed } : changed;
  }
  return merged as Settings;
}

function isGroup(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
