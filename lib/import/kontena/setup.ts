import { fieldsOf, listOf, textOf, type YamlValue } from "../read-yaml";

/** A service of a Kontena stack, as far as it concerns load balancing. */
export interface KontenaService {
  readonly name: string;
  readonly image: string;
  /** Where it stands in the file. */
  readonly path: string;
  /** Variables; of one that comes from a secret the value is empty. */
  readonly environment: ReadonlyMap<string, string>;
  /** Names of the variables that come from a secret. */
  readonly secrets: ReadonlySet<string>;
  /** Names of services that it is linked to. */
  readonly links: readonly string[];
  readonly healthCheck: Readonly<Record<string, YamlValue>> | undefined;
}

/** The services of a `kontena.yml`: below `services`, or at the top of a file that has no such section. */
export function servicesOf(document: YamlValue): readonly KontenaService[] {
  const file = fieldsOf(document);
  const [section, prefix] = "services" in file ? [fieldsOf(file.services), "services."] : [file, ""];
  return Object.entries(section).map(([name, value]) => {
    const service = fieldsOf(value);
    const check = service.health_check;
    const secrets = secretsOf(service.secrets);
    return {
      name,
      image: textOf(service.image) ?? "",
      path: `${prefix}${name}`,
      environment: new Map([
        ...secrets.map((variable) => [variable, ""] as const),
        ...environmentOf(service.environment),
      ]),
      secrets: new Set(secrets),
      links: listOf(service.links).flatMap((link) => textOf(link)?.split(":")[0]?.split("/").pop() ?? []),
      healthCheck: check === undefined || check === null ? undefined : fieldsOf(check),
    };
  });
}

function secretsOf(value: YamlValue): readonly string[] {
  return listOf(value).flatMap((entry) => {
    const { name, type } = fieldsOf(entry);
    const variable = textOf(name);
    return variable === undefined || (textOf(type) ?? "env") !== "env" ? [] : [variable];
  });
}

/** Both ways to write it: a list of `NAME=value`, or an object. */
function environmentOf(value: YamlValue): ReadonlyMap<string, string> {
  if (!Array.isArray(value)) {
    return new Map(Object.entries(fieldsOf(value)).map(([name, entry]) => [name, textOf(entry) ?? ""]));
  }
  return new Map(
    value.flatMap((entry) => {
      const text = textOf(entry);
      if (text === undefined) return [];
      const mark = text.indexOf("=");
      return [mark < 0 ? ([text, ""] as const) : ([text.slice(0, mark), text.slice(mark + 1)] as const)];
    }),
  );
}

/** Whether a service is a Kontena Load Balancer. */
export function isBalancer({ image }: KontenaService): boolean {
  return /(?:^|\/)kontena\/lb(?::|@|$)/.test(image);
}

/** Whether a service asks to be balanced. */
export function isBalanced(service: KontenaService): boolean {
  return !isBalancer(service) && [...service.environment.keys()].some((name) => name.startsWith("KONTENA_LB_"));
}
