import { isUnknown } from "../../unknown-values";
import type { Findings } from "../findings";
import type {
  AuthenticationSpec,
  JwtAuthentication,
  JwtClaim,
  OidcAuthentication,
  SignInOptions,
} from "./authentication";

/** API reference, `JwtValidationActionConfig`, `AuthenticateOidcActionConfig`. */
const LIMITS = { jwtText: 256, claims: 10, claimValues: 10, extraParams: 10 } as const;
/** Claims that are looked at without being asked for. */
const ALWAYS = ["exp", "iss", "nbf", "iat"];

/** What AWS would not take of an authentication. */
export function checkAuthentication(spec: AuthenticationSpec, at: string, findings: Findings): void {
  if (spec.type === "jwt") {
    checkJwt(spec, at, findings);
    return;
  }
  if (spec.type === "oidc") checkOidc(spec, at, findings);
  checkSignIn(spec, at, findings);
}

function checkOidc(spec: OidcAuthentication, at: string, findings: Findings): void {
  for (const field of ["issuer", "authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint"] as const) {
    checkUrl(field, spec[field], field !== "issuer", at, findings);
  }
  if (!isUnknown(spec.clientSecret)) {
    findings.error(
      "alb-authentication-secret",
      at,
      "the client secret stands in the program, and would stand in the output in plain text",
      "take it from a sensitive TerraformVariable, or from a data source that reads a secret",
    );
  }
}

function checkSignIn({ extraParams = {}, scope }: SignInOptions, at: string, findings: Findings): void {
  const count = Object.keys(extraParams).length;
  if (count > LIMITS.extraParams) {
    findings.error(
      "alb-authentication-limit",
      at,
      `a load balancer adds ${LIMITS.extraParams} parameters to a request to sign in, and there are ${count}`,
      "leave some out",
    );
  }
  if (scope !== undefined && !isUnknown(scope) && !scope.split(" ").includes("openid")) {
    findings.error(
      "alb-authentication-scope",
      at,
      `the scope "${scope}" is without "openid", which OpenID Connect asks for (Core 1.0, section 3.1.2.1)`,
      `write "openid ${scope}"`,
    );
  }
}

function checkJwt({ issuer, jwksEndpoint, claims = [] }: JwtAuthentication, at: string, findings: Findings): void {
  checkUrl("jwksEndpoint", jwksEndpoint, true, at, findings);
  for (const [field, value] of Object.entries({ issuer, jwksEndpoint })) {
    if (isUnknown(value) || (value !== "" && value.length <= LIMITS.jwtText)) continue;
    findings.error(
      "alb-authentication-limit",
      at,
      `${field} has 1 to ${LIMITS.jwtText} characters, and this one has ${value.length}`,
      "use a shorter one",
    );
  }
  if (claims.length > LIMITS.claims) {
    findings.error(
      "alb-authentication-limit",
      at,
      `a load balancer looks at ${LIMITS.claims} further claims, and there are ${claims.length}`,
      "leave some to the service",
    );
  }
  for (const claim of claims) checkClaim(claim, at, findings);
}

function checkClaim({ name, values, format }: JwtClaim, at: string, findings: Findings): void {
  if (ALWAYS.includes(name)) {
    findings.error(
      "alb-authentication-claim",
      at,
      `the claim "${name}" is always looked at, and cannot be asked for once more`,
      "leave it out",
    );
  }
  const several = values.length > 1 && format === "single-string";
  if (values.length === 0 || values.length > LIMITS.claimValues || several) {
    findings.error(
      "alb-authentication-claim",
      at,
      `the claim "${name}" has ${values.length} values, and ${several ? "a single string is one" : `1 to ${LIMITS.claimValues} are possible`}`,
      several ? 'choose the format "string-array" or "space-separated-values"' : "name at least one, and not too many",
    );
  }
}

/** A full URL of `https`; endpoints have a path (API reference, `AuthenticateOidcActionConfig`). */
function checkUrl(field: string, value: string, withPath: boolean, at: string, findings: Findings): void {
  if (isUnknown(value)) return;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const pathMissing = withPath && !/^https:\/\/[^/]+\/./.test(value);
  if (url?.protocol === "https:" && !pathMissing && url.username === "" && url.hash === "") return;
  findings.error(
    "alb-authentication-url",
    at,
    `${field} "${value}" is not a full URL of https${withPath ? " with a path" : ""}`,
    `write https://, the host${withPath ? " and the path" : ""}, without user or fragment`,
  );
}
