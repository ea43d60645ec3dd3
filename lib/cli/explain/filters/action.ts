import type {
  ExtensionRef,
  FixedResponse,
  RequestHeaderModifier,
  RequestMirror,
  RequestRedirect,
  ResponseHeaderModifier,
  UrlRewrite,
} from "../../../topology";
import { answers, type Describe, depends, inWords, passes } from "./effect";

export const extensionRef: Describe<ExtensionRef> = ({ group = "", kind, name }) =>
  depends(`${group === "" ? "" : `${group}/`}${kind} ${name}, of which the target alone knows`);

export const requestRedirect: Describe<RequestRedirect> = ({ statusCode = 302 }, { decision }) =>
  answers(statusCode, `leads the client to ${decision.location ?? "another place"}`);

export const fixedResponse: Describe<FixedResponse> = ({ statusCode }) => answers(statusCode, "answers by itself");

export const urlRewrite: Describe<UrlRewrite> = (_filter, { decision: { path, host } }) =>
  passes(`the service sees ${path ?? "the path"} of ${host ?? "the host"}`);

export const requestMirror: Describe<RequestMirror> = ({ service, percent = 100 }) =>
  passes(`${service} gets a copy${percent === 100 ? "" : ` of ${percent}% of the requests`}`);

/** Names alone: a value may be a key to the service. */
export const headerModifier: Describe<RequestHeaderModifier | ResponseHeaderModifier> = (filter) => {
  const named = (fields: readonly { readonly name: string }[] = []) => fields.map(({ name }) => name);
  const changes = [
    ["removes", filter.remove ?? []],
    ["sets", named(filter.set)],
    ["adds", named(filter.add)],
  ] as const;
  const words = changes.flatMap(([verb, names]) => (names.length === 0 ? [] : [`${verb} ${inWords(names, "and")}`]));
  const what = filter.type === "RequestHeaderModifier" ? "request" : "response";
  return passes(words.length === 0 ? "changes nothing" : `of the ${what}: ${words.join("; ")}`);
};
