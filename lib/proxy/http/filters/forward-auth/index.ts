import { type ForwardAuth, parseDuration } from "../../../../topology";
import type { Answer, RoutedRequest, ServiceRuntime, Verdict } from "../../../engine";
import { messageOf } from "../../../errors";
import { textAnswer } from "../../answers";
import { isConnectionField } from "../../connection-fields";
import { removeFields } from "../../fields";
import type { FilterCompiler } from "../filter-compiler";
import { Authority, type Ruling } from "./authority";
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
      removeFields(outgoing.fields, passedOn);
      outgoing.fields.push(...(passes.get(request) ?? []));
    },
  };
};

/** A status that says nothing final would leave the client waiting. */
function answerOf({ status, fields, body }: Ruling): Answer {
  if (status < 200) return UNANSWERED;
  const kept: string[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    if (!isConnectionField(name.toLowerCase())) kept.push(name, fields[index + 1] ?? "");
  }
  return { status, fields: kept, body };
}

function only(fields: readonly string[], names: ReadonlySet<string>): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    if (names.has(name.toLowerCase())) kept.push(name, fields[index + 1] ?? "");
  }
  return kept;
}

function lowerCase(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}
