/** The environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names the admin endpoint's `HOST:PORT`; the image sets it. */
export const ADMIN_VARIABLE = "PORTICO_ADMIN";

/** The command line of a container: a proxy gets the admin endpoint that the health check asks, unless it names one. */
export function imageArguments(args: readonly string[], environment: Environment): readonly string[] {
  const admin = environment[ADMIN_VARIABLE];
  const namesOne = args.some((arg) => arg === "--admin" || arg.startsWith("--admin="));
  return args[0] !== "proxy" || namesOne || !admin ? args : [...args, "--admin", admin];
}
