import { type ForwardAuth, parseDuration } from "../../../../topology";
import type { Answer, RoutedRequest, ServiceRuntime, Verdict } from "../../../engine";
import { messageOf } from "../../../errors";
import { textAnswer } from "../../answers";
import type { FilterCompiler } from "../filter-compiler";
import { Authority, type Ruling } from "./authority";
import { fieldsWhose } from "./end-to-end-fields";
import { questionFields } from "./question";

const UNANSWERED = textAnswer(503, "nobody can say whether this request may pass");

export const compileForwardAuth: FilterCompiler<ForwardAuth> = (filter, { service: serviceNamed, state }) => {
  const { path = "/", requestHeaders, responseHeaders = [], timeout = "5s" } = filter;
  const service = serviceNamed(filter.service);
  if (service === undefined) return { answer: () => UNANSWERED };
  // A service that was away has come back as another.
  const authorities = state("", () => new WeakMap<ServiceRuntime, Authority>());
  const authority = authorities.get(service) ?? new Authority(service, parseDuration(timeout));
  authorities.set(service, authority);
  const wanted = requestHeaders === undefined ? undefined : lowerCase(requestHeaders);
  const passedOn = lowerCase(responseHeaders);
  /** What goes on with requests that pass. */
  const passes = new WeakMap<RoutedRequest, readonly string[]>();

  const judge = (request: RoutedRequest, ruling: Ruling): Verdict => {
    if (ruling.status < 200 || ruling.status > 299) return answerOf(ruling);
    passes.set(request, only(ruling.fields, passedOn));
    return undefined;
  };

  return {
    answer(request) {
      const { sourceAddress, target } = request;
      const fields = questionFields(request, wanted);
      return authority.ask({ host: target.host, path, fields, sourceAddress }).then(
        (ruling) => judge(request, ruling),
        (error) => ({ ...UNANSWERED, reason: `${filter.service} does not say who may pass: ${messageOf(error)}` }),
      );
    },
    request(outgoing, request) {
      outgoing.fields = [...without(outgoing.fields, passedOn), ...(passes.get(request) ?? [])];
    },
  };
};

/** A status that says nothing final would leave the client waiting, and one above 599 says nothing at all. */
function answerOf({ status, fields, body }: Ruling): Answer {
  return status < 200 || status > 599 ? UNANSWERED : { status, fields, body };
}

function only(fields: readonly string[], names: ReadonlySet<string>): readonly string[] {
  return fieldsWhose(fields, (name) => names.has(name));
}

/** Without these, and those that a service cannot tell from them since it takes underscores for hyphens, as CGI does. */
function without(fields: readonly string[], names: ReadonlySet<string>): readonly string[] {
  const alike = new Set([...names].map(hyphened));
  return fieldsWhose(fields, (name) => !alike.has(hyphened(name)));
}

function hyphened(name: string): string {
  return name.replaceAll("_", "-");
}

function lowerCase(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}
