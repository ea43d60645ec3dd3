import { TerraformVariable } from "cdktf";
import { Filter, Listener, Match } from "portico";
import { Authentication, type JwtAuthentication, type OidcAuthentication } from "portico/aws";
import { Given } from "../support/synthesize";

const OIDC = {
  issuer: "https://id.example.com",
  authorizationEndpoint: "https://id.example.com/authorize",
  tokenEndpoint: "https://id.example.com/token",
  userInfoEndpoint: "https://id.example.com/userinfo",
  clientId: "shop",
};

const JWT: JwtAuthentication = { issuer: "https://id.example.com", jwksEndpoint: "https://id.example.com/jwks" };

interface Setup {
  readonly filters?: readonly Filter[];
  readonly protocol?: "HTTP" | "HTTPS";
  readonly accept?: readonly string[];
  readonly dualStack?: boolean;
}

/** A stack with one route that asks for the authentication "staff". */
function givenStaff(make: (secret: string) => Authentication, setup: Setup = {}) {
  const given = new Given({ certificates: { shop: "arn:1" } });
  const secret = new TerraformVariable(given.stack, "secret", { type: "string", sensitive: true });
  const platform = given.platform.with({
    authentications: { staff: make(secret.stringValue) },
    ...(setup.dualStack === undefined ? {} : { dualStack: setup.dualStack }),
  });
  const router = given.router();
  router.addRoute("admin", {
    matches: [Match.pathPrefix("/admin")],
    filters: setup.filters ?? [Authentication.filter("staff")],
    backends: [given.service("admin")],
    ...(setup.accept === undefined ? {} : { accept: setup.accept }),
  });
  router.addRoute("users", { backends: [given.service("users")] });
  const listener =
    setup.protocol === "HTTP"
      ? Listener.http({ port: 80, router })
      : Listener.https({ port: 443, certificates: ["shop"], router });
  given.edge("edge", platform).addListener("listener", listener);
  return given;
}

const actionsOf = (given: Given, route = "admin") => given.tagged("aws_lb_listener_rule", "route", route).action;

const forward = { type: "forward", order: 2, target_group_arn: expect.stringContaining("aws_lb_target_group.admin") };

describe("a route that asks for an authentication", () => {
  test("signs people in with OpenID Connect before it leads on", () => {
    const given = givenStaff((clientSecret) =>
      Authentication.oidc({
        ...OIDC,
        clientSecret,
        scope: "openid email",
        sessionCookieName: "shop",
        sessionTimeout: "1h",
        onUnauthenticatedRequest: "deny",
        extraParams: { prompt: "login" },
      }),
    );
    expect(actionsOf(given)).toEqual([
      {
        type: "authenticate-oidc",
        order: 1,
        authenticate_oidc: {
          issuer: "https://id.example.com",
          authorization_endpoint: "https://id.example.com/authorize",
          token_endpoint: "https://id.example.com/token",
          user_info_endpoint: "https://id.example.com/userinfo",
          client_id: "shop",
          client_secret: "${var.secret}",
          scope: "openid email",
          session_cookie_name: "shop",
          session_timeout: 3600,
          on_unauthenticated_request: "deny",
          authentication_request_extra_params: { prompt: "login" },
        },
      },
      forward,
    ]);
    expect(given.errors()).toEqual([]);
  });

  test("signs people in with Cognito", () => {
    const given = givenStaff(() =>
      Authentication.cognito({ userPoolArn: "arn:pool", userPoolClientId: "client", userPoolDomain: "shop" }),
    );
    expect(actionsOf(given)).toEqual([
      {
        type: "authenticate-cognito",
        order: 1,
        authenticate_cognito: { user_pool_arn: "arn:pool", user_pool_client_id: "client", user_pool_domain: "shop" },
      },
      forward,
    ]);
    expect(given.errors()).toEqual([]);
  });

  test("verifies JSON Web Tokens", () => {
    const claims = [
      { name: "aud", values: ["shop"] },
      { name: "scope", values: ["read", "write"], format: "space-separated-values" as const },
      { name: "groups", values: ["staff", "admins"] },
    ];
    const given = givenStaff(() => Authentication.jwt({ ...JWT, claims }));
    expect(actionsOf(given)).toEqual([
      {
        type: "jwt-validation",
        order: 1,
        jwt_validation: {
          issuer: "https://id.example.com",
          jwks_endpoint: "https://id.example.com/jwks",
          additional_claim: [
            { name: "aud", values: ["shop"], format: "single-string" },
            { name: "scope", values: ["read", "write"], format: "space-separated-values" },
            { name: "groups", values: ["staff", "admins"], format: "string-array" },
          ],
        },
      },
      forward,
    ]);
    expect(given.errors()).toEqual([]);
  });

  test("leaves other routes as they are", () => {
    const given = givenStaff(() => Authentication.jwt(JWT));
    expect(actionsOf(given, "users")).toEqual([{ type: "forward", target_group_arn: expect.any(String) }]);
  });

  test.each([
    [false, ["0.0.0.0/0"]],
    [true, ["0.0.0.0/0", "::/0"]],
  ])("lets the load balancer reach the provider (IPv6 %s)", (dualStack, ranges) => {
    const given = givenStaff(() => Authentication.jwt(JWT), { dualStack });
    const rules = given
      .all("aws_vpc_security_group_egress_rule")
      .filter(({ description }) => /Identity/.test(description));
    expect(rules.map(({ cidr_ipv4, cidr_ipv6 }) => cidr_ipv4 ?? cidr_ipv6).sort()).toEqual(ranges);
    expect(rules).toMatchObject(ranges.map(() => ({ ip_protocol: "tcp", from_port: 443, to_port: 443 })));
  });
});

test("without an authentication no identity provider is let out to", () => {
  const given = givenStaff(() => Authentication.jwt(JWT), { filters: [] });
  const descriptions = given.all("aws_vpc_security_group_egress_rule").map(({ description }) => description);
  expect(descriptions.filter((description) => /Identity/.test(description))).toEqual([]);
});

describe("what AWS refuses is said before", () => {
  const oidc = (changes: Partial<OidcAuthentication>) => (clientSecret: string) =>
    Authentication.oidc({ ...OIDC, clientSecret, ...changes });
  const jwt = (changes: Partial<JwtAuthentication>) => () => Authentication.jwt({ ...JWT, ...changes });
  const many = (count: number) => Array.from({ length: count }, (_, index) => String(index));

  test.each<[string, (secret: string) => Authentication, string]>([
    ["a client secret in the program", oidc({ clientSecret: "hunter2" }), "alb-authentication-secret"],
    ["an issuer that is no URL", oidc({ issuer: "id.example.com" }), "alb-authentication-url"],
    ["an endpoint of http", oidc({ tokenEndpoint: "http://id.example.com/token" }), "alb-authentication-url"],
    ["an endpoint without path", oidc({ userInfoEndpoint: "https://id.example.com" }), "alb-authentication-url"],
    ["a session of a month", oidc({ sessionTimeout: "744h" }), "alb-authentication-session"],
    ["a scope without openid", oidc({ scope: "email" }), "alb-authentication-scope"],
    [
      "too many parameters",
      oidc({ extraParams: Object.fromEntries(many(11).map((name) => [name, "1"])) }),
      "alb-authentication-limit",
    ],
    ["keys over http", jwt({ jwksEndpoint: "http://id.example.com/jwks" }), "alb-authentication-url"],
    ["a long issuer", jwt({ issuer: `https://${"a".repeat(256)}` }), "alb-authentication-limit"],
    [
      "too many claims",
      jwt({ claims: many(11).map((name) => ({ name: `c${name}`, values: ["1"] })) }),
      "alb-authentication-limit",
    ],
    ["a claim that is always looked at", jwt({ claims: [{ name: "exp", values: ["1"] }] }), "alb-authentication-claim"],
    ["a claim without values", jwt({ claims: [{ name: "aud", values: [] }] }), "alb-authentication-claim"],
    [
      "several values of one text",
      jwt({ claims: [{ name: "aud", values: ["a", "b"], format: "single-string" }] }),
      "alb-authentication-claim",
    ],
  ])("%s", (_, make, code) => {
    expect(givenStaff(make).errors()).toEqual([code]);
  });

  test.each<[string, Setup, string]>([
    ["on an HTTP listener", { protocol: "HTTP" }, "alb-authentication-http"],
    ["a name that nobody knows", { filters: [Authentication.filter("boss")] }, "alb-extension"],
    ["an extension of somebody else", { filters: [Filter.extension({ kind: "Plugin", name: "x" })] }, "alb-extension"],
    [
      "two at once",
      { filters: [Authentication.filter("staff"), Authentication.filter("staff")] },
      "alb-authentications",
    ],
  ])("%s, and nobody gets past it where it is accepted", (_, setup, code) => {
    const make = () => Authentication.jwt(JWT);
    expect(givenStaff(make, setup).errors()).toEqual([code]);
    const accepting = givenStaff(make, { ...setup, accept: [code] });
    expect(accepting.errors()).toEqual([]);
    expect(actionsOf(accepting)).toEqual([
      { type: "fixed-response", fixed_response: { status_code: "500", content_type: "text/plain" } },
    ]);
  });
});
