import type { Findings } from "../findings";
import type { LbListenerRuleAction } from "../provider";
import { seconds } from "../service";
import type { AuthenticationSpec, JwtClaim, SignInOptions } from "./authentication";

const SESSION = { code: "alb-authentication-session", what: "the session of an authentication", low: 1, high: 604_800 };

/** An authentication as an action of a rule, which another one follows. */
export function authenticationAction(spec: AuthenticationSpec, at: string, findings: Findings): LbListenerRuleAction {
  if (spec.type === "jwt") {
    const { issuer, jwksEndpoint, claims = [] } = spec;
    return {
      type: "jwt-validation",
      jwtValidation: {
        issuer,
        jwksEndpoint,
        ...(claims.length === 0 ? {} : { additionalClaim: claims.map(claimBlock) }),
      },
    };
  }
  const common = signIn(spec, at, findings);
  if (spec.type === "cognito") {
    const { userPoolArn, userPoolClientId, userPoolDomain } = spec;
    return {
      type: "authenticate-cognito",
      authenticateCognito: { userPoolArn, userPoolClientId, userPoolDomain, ...common },
    };
  }
  const { issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint, clientId, clientSecret } = spec;
  const endpoints = { issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint };
  return { type: "authenticate-oidc", authenticateOidc: { ...endpoints, clientId, clientSecret, ...common } };
}

function claimBlock({ name, values, format }: JwtClaim) {
  return { name, values: [...values], format: format ?? (values.length > 1 ? "string-array" : "single-string") };
}

function signIn(options: SignInOptions, at: string, findings: Findings) {
  const { scope, sessionCookieName, sessionTimeout, onUnauthenticatedRequest, extraParams } = options;
  return {
    ...(scope === undefined ? {} : { scope }),
    ...(sessionCookieName === undefined ? {} : { sessionCookieName }),
    ...(sessionTimeout === undefined ? {} : { sessionTimeout: seconds(sessionTimeout, at, SESSION, findings) }),
    ...(onUnauthenticatedRequest === undefined ? {} : { onUnauthenticatedRequest }),
    ...(extraParams === undefined ? {} : { authenticationRequestExtraParams: { ...extraParams } }),
  };
}
