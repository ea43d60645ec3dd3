import { Listener } from "portico";
import { AcmCertificate, Authentication, MutualTls } from "portico/aws";
import { Given } from "./synthesize";

/** A stack in which an edge has all that it can have made. */
export function givenEverything() {
  const given = new Given({
    dualStack: true,
    tags: { team: "shop" },
    certificates: {
      shop: AcmCertificate.requested({ domainName: "shop.example.com", zone: "Z1" }),
      admin: AcmCertificate.requested({ domainName: "admin.example.com", zone: "Z1" }),
    },
    authentications: { staff: Authentication.jwt({ issuer: "https://id", jwksEndpoint: "https://id/jwks" }) },
    application: {
      dns: [{ name: "shop.example.com", zone: "Z1" }],
      webAcl: "arn:aws:wafv2:eu-west-1:1:regional/webacl/shop/1",
      mutualTls: MutualTls.verify({ trustStore: { bucket: "ca", key: "ca.pem" } }),
    },
  });
  const router = given.router();
  router.addRoute("users", { filters: [Authentication.filter("staff")], backends: [given.service("users")] });
  const edge = given.edge();
  edge.addListener("http", Listener.redirectToHttps({ port: 80 }));
  edge.addListener("https", Listener.https({ port: 443, certificates: ["shop", "admin"], router }));
  const database = given.service("galera", { protocol: "TCP", port: 3306 });
  edge.addListener("galera", Listener.tcp({ port: 3306, service: database }));
  return { given, edge };
}
