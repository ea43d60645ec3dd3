import { type Finding, refusal } from "../finding";

/** A node knows of pods alone that they are on it. */
export function checkTrafficPolicy(asked: "Local" | "Cluster" | undefined, hasPods: boolean, at: string): Finding[] {
  if (asked !== "Local" || hasPods) return [];
  const code = "kubernetes-traffic-policy";
  return [
    refusal(
      code,
      at,
      'with the policy "Local" nodes lead to instances of their own alone, and members by address are on no node',
      `set externalTrafficPolicy to "Cluster", select pods, or accept "${code}" to have "Cluster"`,
    ),
  ];
}
