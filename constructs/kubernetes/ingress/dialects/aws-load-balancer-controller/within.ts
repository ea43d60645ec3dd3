/**
 * A time in whole seconds within bounds.
 *
 * @param milliseconds - `undefined` where it is not known before Terraform runs
 * @returns `fits` says whether it is what was asked for
 */
export function within(
  milliseconds: number | undefined,
  low: number,
  high: number,
  unknown: number,
): { readonly value: number; readonly fits: boolean } {
  if (milliseconds === undefined) return { value: unknown, fits: false };
  const value = Math.min(Math.max(Math.ceil(milliseconds / 1000), low), high);
  return { value, fits: value * 1000 === milliseconds };
}
