import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { CertificateStore } from "../../lib/proxy/tls";
import type { Certificate } from "../../lib/topology";
import { appsCertificate, renewedShopCertificate, shopCertificate } from "../support/certificates";
import { temporaryFolder } from "./support/proxies";

const shop: Certificate = { name: "shop", certFile: shopCertificate.certFile, keyFile: shopCertificate.keyFile };
const apps: Certificate = { name: "apps", certFile: appsCertificate.certFile, keyFile: appsCertificate.keyFile };

describe("the certificate store", () => {
  test("a listener whose certificates are the same keeps its set, and with it its sessions", () => {
    const store = new CertificateStore();
    const first = store.load({ certificates: [shop, apps] }, "/");
    const set = first.setOf(["shop", "apps"]);
    store.commit(first);

    const second = store.load({ certificates: [shop, apps] }, "/");

    expect(second.setOf(["shop", "apps"])).toBe(set);
    expect(second.setOf(["apps", "shop"])).not.toBe(set);
  });

  test("a file that has changed makes a new one, for the listeners that use it", () => {
    const folder = temporaryFolder();
    const files = { certFile: "shop.crt", keyFile: "shop.key" };
    copyFileSync(shopCertificate.certFile, join(folder, files.certFile));
    copyFileSync(shopCertificate.keyFile, join(folder, files.keyFile));
    const store = new CertificateStore();
    const first = store.load({ certificates: [{ name: "shop", ...files }, apps] }, folder);
    const sets = [first.setOf(["shop"]), first.setOf(["apps"])];
    store.commit(first);

    copyFileSync(renewedShopCertificate.certFile, join(folder, files.certFile));
    copyFileSync(renewedShopCertificate.keyFile, join(folder, files.keyFile));
    const second = store.load({ certificates: [{ name: "shop", ...files }, apps] }, folder);

    expect(second.setOf(["shop"])).not.toBe(sets[0]);
    expect(second.setOf(["apps"])).toBe(sets[1]);
  });

  test("what was not committed is forgotten", () => {
    const store = new CertificateStore();
    const abandoned = store.load({ certificates: [shop] }, "/").setOf(["shop"]);

    expect(store.load({ certificates: [shop] }, "/").setOf(["shop"])).not.toBe(abandoned);
  });

  test("of two certificates for one name the first is used", () => {
    const renewed = {
      name: "renewed",
      certFile: renewedShopCertificate.certFile,
      keyFile: renewedShopCertificate.keyFile,
    };
    const batch = new CertificateStore().load({ certificates: [shop, renewed, apps] }, "/");
    const [first, second] = [batch.certificates.get("shop"), batch.certificates.get("renewed")];

    expect(batch.setOf(["shop", "renewed"]).contextFor("shop.example.com")).toBe(first?.context);
    expect(batch.setOf(["renewed", "shop"]).contextFor("shop.example.com")).toBe(second?.context);
    expect(batch.setOf(["apps", "shop"]).contextFor("WWW.shop.example.com")).toBe(first?.context);
  });
});
