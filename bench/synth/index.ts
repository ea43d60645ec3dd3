import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bench, type BenchReport, type BenchRow, BenchUsageError } from "../bench";
import { median } from "../statistics";
import { SERVICES_PER_BALANCER } from "./many-services";
import type { SynthTimes } from "./subject";

const COUNTS = [100, 300, 1000] as const;
const ROUNDS = 3;

/** What the project promises. */
const MOST_SECONDS = 5;
/** A thousand services may cost this much more each than three hundred do: half as much would be no straight line. */
const MOST_GROWTH = 1.25;
const MOST_SECONDS_BEYOND_PLAIN = 1;

export const synthBench: Bench = {
  name: "synth",
  title: "synthesizing stacks for AWS, each in a process of its own; medians of the CPU time",

  run(options): BenchReport {
    if (options.length > 0) throw new BenchUsageError(`synth has no option ${options.join(" ")}`);
    const folder = mkdtempSync(join(tmpdir(), "portico-synth-"));
    try {
      return report(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function report(folder: string): BenchReport {
  const services = COUNTS.map((count) => ({ count, times: measure(folder, "services", String(count)) }));
  // What the last count was synthesized to is still there.
  const plainServices = measurePlain(folder, "services");
  const shop = measure(folder, "shop");
  const plain = measurePlain(folder, "shop");
  const [, some, many] = services;
  if (some === undefined || many === undefined) throw new Error("nothing was measured");
  return {
    rows: [
      ...services.map(({ count, times }) =>
        row(
          `${count.toLocaleString("en")} services, ${count * 5} routes, ${count / SERVICES_PER_BALANCER} load balancers`,
          times,
        ),
      ),
      row("the resources of 1,000 services with cdktf alone", plainServices),
      row("the shop", shop),
      row("the shop's resources with cdktf alone", plain),
    ],
    promises: [
      { what: "1,000 services", measured: round(total(many.times) / 1000), atMost: MOST_SECONDS, unit: "s" },
      {
        what: "each of 1,000 services, against each of 300",
        measured: round(many.times.synthesis / many.count / (some.times.synthesis / some.count)),
        atMost: MOST_GROWTH,
        unit: "times",
      },
      {
        what: "the shop, more than with cdktf alone",
        measured: round((total(shop) - total(plain)) / 1000),
        atMost: MOST_SECONDS_BEYOND_PLAIN,
        unit: "s",
      },
    ],
  };
}

/** The resources that a subject was synthesized to, made with the bindings and nothing else. */
function measurePlain(folder: string, subject: string): SynthTimes {
  return measure(folder, "plain", join(folder, subject, "stacks", subject, "cdk.tf.json"));
}

/** Medians of several runs; each writes to a folder of the subject's name. */
function measure(folder: string, subject: string, argument = ""): SynthTimes {
  const runs = Array.from({ length: ROUNDS }, () => run(subject, argument, join(folder, subject)));
  return { load: median(runs.map(({ load }) => load)), synthesis: median(runs.map(({ synthesis }) => synthesis)) };
}

function run(subject: string, argument: string, outputFolder: string): SynthTimes {
  rmSync(outputFolder, { recursive: true, force: true });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(__dirname, "subject.js"), subject, argument, outputFolder],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${subject} ${argument} failed:\n${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as SynthTimes;
}

function row(subject: string, times: SynthTimes): BenchRow {
  return {
    subject,
    "load ms": Math.round(times.load),
    "synthesis ms": Math.round(times.synthesis),
    "in all ms": Math.round(total(times)),
  };
}

function total({ load, synthesis }: SynthTimes): number {
  return load + synthesis;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
