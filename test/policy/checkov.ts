import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a policy says of a resource. */
export interface Verdict {
  readonly policy: string;
  readonly what: string;
  /** The name of the stack. */
  readonly stack: string;
  readonly resource: string;
}

export interface Verdicts {
  readonly passed: readonly Verdict[];
  readonly failed: readonly Verdict[];
}

interface Check {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  readonly resource: string;
}

/**
 * Runs Checkov over synthesized stacks, without the network: it reads Terraform's JSON as cdktf writes it.
 *
 * @param checkov - the program
 */
export function runCheckov(checkov: string, stacks: Readonly<Record<string, string>>): Verdicts {
  const folder = mkdtempSync(join(tmpdir(), "portico-policy-"));
  try {
    for (const [name, output] of Object.entries(stacks)) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "cdk.tf.json"), output);
    }
    const options = ["--framework", "terraform_json", "--skip-download", "--compact", "--output", "json"];
    const { stdout, stderr } = spawnSync(checkov, ["--directory", folder, ...options], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return readReport(stdout, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(stdout: string, stderr: string): Verdicts {
  const [report] = [parse(stdout, stderr)].flat() as {
    readonly results?: { readonly passed_checks?: readonly Check[]; readonly failed_checks: readonly Check[] };
  }[];
  if (report?.results === undefined) throw new Error(`Checkov checked nothing:\n${stdout}\n${stderr}`);
  return {
    passed: (report.results.passed_checks ?? []).map(verdict),
    failed: report.results.failed_checks.map(verdict),
  };
}

function parse(stdout: string, stderr: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`Checkov wrote no report:\n${stdout}\n${stderr}`);
  }
}

function verdict({ check_id: policy, check_name: what, file_path: path, resource }: Check): Verdict {
  return { policy, what, stack: path.split("/").at(-2) ?? "", resource };
}
