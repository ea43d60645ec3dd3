export {
  Authentication,
  type CognitoAuthentication,
  type JwtAuthentication,
  type JwtClaim,
  type OidcAuthentication,
  type SignInOptions,
  type Unauthenticated,
} from "./authentication";
export { type RouteAuthentication, routeAuthentication } from "./route-authentication";
