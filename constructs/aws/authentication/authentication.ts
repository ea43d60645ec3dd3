import type { Duration } from "../../../lib/topology";
import { Filter } from "../../values";

/** What a load balancer does with a request that nobody has signed in for. */
export type Unauthenticated = "authenticate" | "allow" | "deny";

/** What signing in with OpenID Connect and with Cognito have in common. */
export interface SignInOptions {
  /**
   * What is asked of the provider, separated by spaces; `openid` is always among it.
   *
   * @default "openid"
   */
  readonly scope?: string;
  /**
   * What the cookies that keep the session are called.
   *
   * @default "AWSELBAuthSessionCookie"
   */
  readonly sessionCookieName?: string;
  /**
   * After how long one has to sign in again: 1 second to 7 days.
   *
   * @default "168h"
   */
  readonly sessionTimeout?: Duration;
  /**
   * What becomes of a request without a session: the client is sent to the provider, it passes, or it is answered 401.
   *
   * @default "authenticate"
   */
  readonly onUnauthenticatedRequest?: Unauthenticated;
  /**
   * Further parameters of the request to the provider, at most 10.
   *
   * @default none
   */
  readonly extraParams?: Readonly<Record<string, string>>;
}

export interface OidcAuthentication extends SignInOptions {
  /** A full URL, as `iss` of the provider's tokens names it. */
  readonly issuer: string;
  /** A full URL, of `https` and with a path. */
  readonly authorizationEndpoint: string;
  /** A full URL, of `https` and with a path. */
  readonly tokenEndpoint: string;
  /** A full URL, of `https` and with a path. */
  readonly userInfoEndpoint: string;
  readonly clientId: string;
  /**
   * A token: of a sensitive variable, or of a data source that reads a secret. One that stands in the program is
   * refused, since it would stand in the output too. Terraform keeps it in its state.
   */
  readonly clientSecret: string;
}

export interface CognitoAuthentication extends SignInOptions {
  readonly userPoolArn: string;
  readonly userPoolClientId: string;
  /** The prefix of the user pool's domain, or the domain itself. */
  readonly userPoolDomain: string;
}

/** One claim of a token beyond those that are always looked at: `iss`, `exp`, and `nbf` and `iat` where they are there. */
export interface JwtClaim {
  readonly name: string;
  /** One of them has to be there; at most 10. */
  readonly values: readonly string[];
  /**
   * How the claim has its values.
   *
   * @default "single-string" where there is one value, "string-array" where there are several
   */
  readonly format?: "single-string" | "string-array" | "space-separated-values";
}

export interface JwtAuthentication {
  /** As `iss` of the tokens names it; at most 256 characters. */
  readonly issuer: string;
  /** Where the provider publishes its keys: a full URL of `https`, at most 256 characters; keys for RS256, at most 10. */
  readonly jwksEndpoint: string;
  /**
   * At most 10.
   *
   * @default none
   */
  readonly claims?: readonly JwtClaim[];
}

/** What an authentication is, told apart by `type`. */
export type AuthenticationSpec =
  | ({ readonly type: "oidc" } & OidcAuthentication)
  | ({ readonly type: "cognito" } & CognitoAuthentication)
  | ({ readonly type: "jwt" } & JwtAuthentication);

/** The group and kind by which a route refers to an authentication. */
export const AUTHENTICATION = { group: "aws", kind: "Authentication" } as const;

/**
 * What an Application Load Balancer asks for before a request goes on. A platform has them by name, and a route refers to
 * one of them: `filters: [Authentication.filter("staff")]`.
 */
export class Authentication {
  /** People sign in with a provider of OpenID Connect (ELB user guide, "Authenticate users"). */
  static oidc(props: OidcAuthentication): Authentication {
    return new Authentication({ type: "oidc", ...props });
  }

  /** People sign in with a user pool of Cognito. */
  static cognito(props: CognitoAuthentication): Authentication {
    return new Authentication({ type: "cognito", ...props });
  }

  /** Machines bring a JSON Web Token as `Authorization: Bearer` (ELB user guide, "Verify JWTs"). */
  static jwt(props: JwtAuthentication): Authentication {
    return new Authentication({ type: "jwt", ...props });
  }

  /** A route's filter that refers to the authentication of this name in `Aws`'s `authentications`. */
  static filter(name: string): Filter {
    return Filter.extension({ ...AUTHENTICATION, name });
  }

  private constructor(readonly spec: AuthenticationSpec) {}
}
