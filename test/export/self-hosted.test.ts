import { Testing } from "cdktf";
import { Placement, SelfHosted } from "portico/self-hosted";
import { exportObjects, toYamlStream } from "../../lib/export";
import { loadDesignShop } from "../constructs/support/design-shop";

const Shop = loadDesignShop();

test("the proxy of the design's program in a cluster is this YAML", () => {
  const placement = Placement.kubernetes({ namespace: "edge", tlsSecrets: { shop: "shop-tls" } });
  const platform = new SelfHosted({ placement, image: { version: "1.2.3" } });
  const { objects, diagnostics } = exportObjects(Testing.synth(new Shop(Testing.app(), "shop-self", platform)));
  expect(diagnostics).toEqual([]);
  expect(toYamlStream(objects)).toMatchSnapshot();
});
