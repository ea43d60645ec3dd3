const DOMAIN =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** The parts of an image's name (distribution, "reference grammar"). */
export interface ImageReference {
  readonly tag?: string;
  readonly digest?: string;
}

/** The reference that a text is; `undefined` where it is none. */
export function imageReference(text: string): ImageReference | undefined {
  const [named = "", digest, ...more] = text.split("@");
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  const [, name = "", tag] = /^(.*?)(?::([^:/]*))?$/s.exec(named) ?? [];
  if ((tag !== undefined && !TAG.test(tag)) || name.length > 255) return undefined;
  const components = name.split("/");
  const [first = "", ...rest] = components;
  const hasDomain = rest.length > 0 && /[.:[]|^localhost$/.test(first);
  if (hasDomain && !DOMAIN.test(first)) return undefined;
  if (!(hasDomain ? rest : components).every((component) => COMPONENT.test(component))) return undefined;
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}
