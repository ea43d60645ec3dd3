/** The labels that the pods of a service's own workload are found by. A Deployment never changes them. */
export function podSelector(service: string): Readonly<Record<string, string>> {
  return { "portico/service": service };
}
