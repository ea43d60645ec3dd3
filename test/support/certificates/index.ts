import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Made by `generate.sh` beside this file. */
export interface TestCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

/** For `shop.example.com` and `www.shop.example.com`. */
export const shopCertificate = load("shop");

/** For the same names, with another key. */
export const renewedShopCertificate = load("shop-renewed");

/** For `*.apps.example.com`. */
export const appsCertificate = load("apps");

function load(name: string): TestCertificate {
  const certFile = join(__dirname, `${name}.crt`);
  const keyFile = join(__dirname, `${name}.key`);
  return { certFile, keyFile, cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
}
