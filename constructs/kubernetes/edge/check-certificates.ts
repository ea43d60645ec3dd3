import { type Finding, refusal } from "../finding";

/** Certificates that a listener names twice. */
export function checkCertificates(certificates: readonly string[]): Finding[] {
  const twice = new Set(certificates.filter((name, index) => certificates.indexOf(name) !== index));
  return [...twice].map((name) =>
    refusal("kubernetes-duplicate-secret", "certificates", `certificate "${name}" is named twice`, "name it once"),
  );
}
