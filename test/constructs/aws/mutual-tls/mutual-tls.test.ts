import { Listener } from "portico";
import { MutualTls } from "portico/aws";
import { Given } from "../support/synthesize";

function givenClients(mutualTls: MutualTls) {
  const given = new Given({ certificates: { shop: "arn:1" }, application: { mutualTls } });
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users")] });
  const edge = given.edge();
  edge.addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
  edge.addListener("http", Listener.redirectToHttps({ port: 80 }));
  return { given, edge };
}

test("clients' certificates are passed on", () => {
  const { given } = givenClients(MutualTls.passthrough());
  expect(given.tagged("aws_lb_listener", "listener", "https").mutual_authentication).toEqual({ mode: "passthrough" });
  expect(given.tagged("aws_lb_listener", "listener", "http")).not.toHaveProperty("mutual_authentication");
});

test("clients' certificates are checked with a trust store that exists", () => {
  const { given, edge } = givenClients(
    MutualTls.verify({ trustStore: "arn:trust", ignoreExpiry: true, advertiseAuthorities: true }),
  );
  expect(given.tagged("aws_lb_listener", "listener", "https").mutual_authentication).toEqual({
    mode: "verify",
    trust_store_arn: "arn:trust",
    ignore_client_certificate_expiry: true,
    advertise_trust_store_ca_names: "on",
  });
  expect(given.all("aws_lb_trust_store")).toEqual([]);
  expect(edge.resources.trustStore).toBeUndefined();
});

test("a trust store is made of a bundle", () => {
  const { given, edge } = givenClients(MutualTls.verify({ trustStore: { bucket: "ca", key: "ca.pem", version: "7" } }));
  const [trustStore] = Object.keys(given.resources("aws_lb_trust_store"));
  expect(given.only("aws_lb_trust_store")).toEqual({
    name: expect.stringMatching(/^edge-[0-9a-f]{10}$/),
    ca_certificates_bundle_s3_bucket: "ca",
    ca_certificates_bundle_s3_key: "ca.pem",
    ca_certificates_bundle_s3_object_version: "7",
    tags: { "portico:edge": "edge" },
  });
  expect(given.tagged("aws_lb_listener", "listener", "https").mutual_authentication).toEqual({
    mode: "verify",
    trust_store_arn: `\${aws_lb_trust_store.${trustStore}.arn}`,
  });
  expect(edge.resources.trustStore).toBeDefined();
  expect(given.errors()).toEqual([]);
});
