import { SourceRanges } from "../../../routing";
import type { BasicAuth, ForwardAuth, IpAccess, MaxBodySize, RateLimit } from "../../../topology";
import { answers, type Describe, depends, inWords, passes } from "./effect";

export const ipAccess: Describe<IpAccess> = ({ allow, deny = [] }, { request: { sourceIp } }) => {
  if (sourceIp === undefined) {
    const rules = [
      ...(deny.length === 0 ? [] : [`in ${inWords(deny, "or")}`]),
      ...(allow === undefined ? [] : [`in none of ${inWords(allow, "and")}`]),
    ];
    return depends(`403 for addresses ${rules.join(", and ")}; --source-ip says whether`, 403);
  }
  const denied = deny.find((range) => new SourceRanges([range]).includes(sourceIp));
  if (denied !== undefined) return answers(403, `${sourceIp} lies in ${denied}, which is denied`);
  if (allow === undefined) return passes(`${sourceIp} may pass, since no range denies it`);
  const allowed = allow.find((range) => new SourceRanges([range]).includes(sourceIp));
  return allowed === undefined
    ? answers(403, `${sourceIp} lies in none of ${inWords(allow, "and")}`)
    : passes(`${sourceIp} may pass, since it lies in ${allowed}`);
};

export const rateLimit: Describe<RateLimit> = (filter, { header }) => {
  const { requests, interval = "1s", burst = requests, key = "source" } = filter;
  const [kind = "", name = ""] = key.split(/:(.*)/);
  const isThere = kind === "header" ? header(name) !== undefined : cookieNames(header("cookie")).includes(name);
  const who =
    kind === "source" ? "address" : isThere ? `${kind} ${name}` : `address, since the request has no ${kind} ${name}`;
  return depends(`429 above ${requests} requests in ${interval}, ${burst} at once, counted by ${who}`, 429);
};

export const maxBodySize: Describe<MaxBodySize> = ({ bytes }, { header }) => {
  const length = header("content-length");
  if (length === undefined || !/^\d+$/.test(length)) {
    return depends(`413 for a body of more than ${bytes} bytes; -H 'content-length: N' says whether`, 413);
  }
  return Number(length) > bytes
    ? answers(413, `a body of ${length} bytes is longer than ${bytes}`)
    : passes(`a body of ${length} bytes may pass, since ${bytes} may`);
};

export const basicAuth: Describe<BasicAuth> = ({ realm = "Restricted" }, { header }) => {
  const name = userName(header("authorization"));
  return name === undefined
    ? answers(401, `asks for a name and a password for ${JSON.stringify(realm)}`)
    : depends(`401 unless ${JSON.stringify(name)} is a user, and the password right; no password is checked here`, 401);
};

/** No other request is a question: asking would have effects. */
export const forwardAuth: Describe<ForwardAuth> = ({ service, path = "/", timeout = "5s" }) =>
  depends(
    `asks ${service} with GET ${path}: 2xx lets the request pass, any other answer is the client's, and none in ${timeout} is 503`,
  );

/** The user of credentials that could be right (RFC 7617 section 2). */
function userName(authorization: string | undefined): string | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? "") ?? [];
  const text = Buffer.from(encoded ?? "", "base64").toString("utf8");
  return text.includes(":") ? text.slice(0, text.indexOf(":")) : undefined;
}

function cookieNames(cookie = ""): readonly string[] {
  return cookie.split(";").map((pair) => pair.split("=")[0]?.trim() ?? "");
}
