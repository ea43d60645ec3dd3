import { RegularExpression } from "../../routing";
import type { Filter, Service } from "../../topology";
import { FORBIDDEN } from "../forbidden";
import type { Names } from "../names";
import type { Remarks } from "../remarks";
import type { SecretFile } from "../users";
import { NginxAnnotations, traitsOf } from "./annotations";
import type { IngressDocument, IngressPath } from "./documents";
import { filtersOf, type IngressFilters } from "./filters";
import { reportLeftAnnotations } from "./left-annotations";
import { literalStart, replaceAll, type TranslatedPath, translateExpression } from "./rewrite";
import type { Secrets } from "./secrets";
import type { FoundService, FoundServices } from "./services";
import type { ControllerSettings } from "./settings";

/** A path of an Ingress, ready to become a route. */
export interface Entry {
  readonly ingress: IngressDocument;
  readonly annotations: NginxAnnotations;
  /** Those that protect it, and dress its responses. */
  readonly filters: readonly Filter[];
  /** Whether nobody may pass. */
  readonly isClosed: boolean;
  readonly path: IngressPath;
  readonly translated: TranslatedPath;
  readonly service: FoundService;
  readonly name: string;
}

/** What the paths of Ingresses may refer to. */
export interface EntryContext {
  readonly services: FoundServices;
  readonly secrets: Secrets;
  readonly settings: ControllerSettings | undefined;
  readonly names: Names;
  readonly remarks: Remarks;
}

/** Paths, and the files that their filters name. */
export interface Entries {
  readonly entries: readonly Entry[];
  readonly files: readonly SecretFile[];
}

interface ReadIngress {
  readonly ingress: IngressDocument;
  readonly annotations: NginxAnnotations;
  /** What it asks of its services. */
  readonly traits: Omit<Service, "name">;
  readonly filters: IngressFilters;
}

/** Without one of these a path would be open to more clients than it was. */
const PROTECTING: ReadonlySet<Filter["type"]> = new Set(["IPAccess", "BasicAuth", "ForwardAuth"]);

/** What a route that answers by itself has no use for. */
const SERVING: ReadonlySet<Filter["type"]> = new Set(["RequestMirror", "ErrorPages", "Compression"]);

/** All paths of all Ingresses. */
export function entriesOf(ingresses: readonly IngressDocument[], context: EntryContext): Entries {
  const { services, secrets, settings, remarks } = context;
  const read = ingresses.map((ingress) => {
    const annotations = new NginxAnnotations(ingress, settings);
    reportLeftAnnotations(ingress, remarks);
    const traits = traitsOf(annotations, ingress.path, remarks);
    // A canary has what the Ingress has whose hosts and paths it repeats.
    const asked = { ingress, annotations, secrets, services, remarks };
    return { ingress, annotations, traits, filters: annotations.isOn("canary") ? NO_FILTERS : filtersOf(asked) };
  });
  const closedHosts = new Set(read.flatMap((one) => (one.filters.closes === "hosts" ? hostsOf(one) : [])));
  const isClosed = (one: ReadIngress, host: string | undefined) =>
    one.filters.closes !== undefined || closedHosts.has(host);
  return {
    entries: read.flatMap((one) =>
      one.ingress.paths.flatMap((path) => entryOf(one, path, isClosed(one, path.host), context)),
    ),
    files: unique(read.flatMap(({ filters }) => filters.files)),
  };
}

const NO_FILTERS: IngressFilters = { filters: [], files: [], closes: undefined };

function hostsOf({ ingress }: ReadIngress): readonly (string | undefined)[] {
  return ingress.paths.map(({ host }) => host);
}

function unique(files: readonly SecretFile[]): readonly SecretFile[] {
  return [...new Map(files.map((file) => [file.name, file])).values()];
}

function entryOf(
  { ingress, annotations, traits, filters: own }: ReadIngress,
  path: IngressPath,
  isClosed: boolean,
  { services, names, remarks }: EntryContext,
): readonly Entry[] {
  const kept = own.filters.filter(({ type }) => !SERVING.has(type));
  const filters = isClosed ? [...kept, FORBIDDEN] : own.filters;
  const service = services.find(ingress, path.backend);
  service.traits = { ...service.traits, ...traits };
  const entry = { ingress, annotations, path, service, isClosed, filters };
  const translated = translate(path, annotations);
  if (translated !== undefined) return [{ ...entry, translated, name: names.take(ingress.name) }];
  const isProtected = isClosed || filters.some(({ type }) => PROTECTING.has(type));
  const start = literalStart(path.value);
  remarks.changed(
    "import-rewrite",
    ingress.path,
    `path "${path.value}" with rewrite-target "${annotations.get("rewrite-target") ?? ""}" cannot be said in Portico's words; ${isProtected ? `all that begins with "${start.value}" answers 403, so that nobody gets by what protects it` : "it is left out"}`,
    "add a route whose path and rewrite do what was meant",
  );
  if (!isProtected) return [];
  const closed = { path: start.path, filters: [] };
  return [
    { ...entry, translated: closed, isClosed: true, filters: [...kept, FORBIDDEN], name: names.take(ingress.name) },
  ];
}

function translate({ value, type }: IngressPath, annotations: NginxAnnotations): TranslatedPath | undefined {
  const target = annotations.get("rewrite-target");
  const isExpression = type === "ImplementationSpecific" && (annotations.isOn("use-regex") || target !== undefined);
  const translated = isExpression
    ? translateExpression(value, target)
    : {
        path: { type: type === "Exact" ? "Exact" : "PathPrefix", value: plain(value, type) } as const,
        filters: target === undefined ? [] : [replaceAll(target)],
      };
  if (translated?.path.type !== "RegularExpression") return translated;
  try {
    // It is compiled when it is first asked.
    new RegularExpression(translated.path.value).matches("/");
    return translated;
  } catch {
    return undefined;
  }
}

function plain(value: string, type: IngressPath["type"]): string {
  if (value === "") return "/";
  return type === "Exact" || value === "/" ? value : value.replace(/\/+$/, "");
}
