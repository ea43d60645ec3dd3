import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a subject took, in milliseconds of CPU. */
export interface SynthTimes {
  /** Loading the packages. */
  readonly load: number;
  /** Making the constructs, and writing the output. */
  readonly synthesis: number;
}

/** The packages that a subject needs, loaded; the work itself is what is returned. */
type Subject = (folder: string) => Promise<() => void>;

const SUBJECTS: Readonly<Record<string, (argument: string) => Subject>> = {
  services: (count) => async (folder) => {
    const [{ App }, { Aws }, { ManyServices }] = await Promise.all([
      import("cdktf"),
      import("portico/aws"),
      import("./many-services.js"),
    ]);
    return () => {
      const app = new App({ outdir: folder });
      new ManyServices(
        app,
        "services",
        new Aws({ ...NETWORK, lockFile: join(folder, "portico.lock.json") }),
        Number(count),
      );
      app.synth();
    };
  },
  shop: () => async (folder) => {
    const [{ App }, { Aws }, { Shop }] = await Promise.all([
      import("cdktf"),
      import("portico/aws"),
      import("../../examples/shop/shop.js"),
    ]);
    return () => {
      const app = new App({ outdir: folder });
      new Shop(app, "shop", new Aws({ ...NETWORK, lockFile: join(folder, "portico.lock.json") }));
      app.synth();
    };
  },
  plain: (file) => async (folder) => {
    const [{ App }, { PlainStack }] = await Promise.all([import("cdktf"), import("./plain-stack.js")]);
    const output = JSON.parse(readFileSync(file, "utf8"));
    return () => {
      const app = new App({ outdir: folder });
      new PlainStack(app, "shop", output);
      app.synth();
    };
  },
};

const NETWORK = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] };

/** Runs one subject in a process of its own, and prints what it took as JSON. */
async function main([name = "", argument = "", folder = ""]: readonly string[]): Promise<void> {
  const subject = SUBJECTS[name]?.(argument);
  if (subject === undefined) throw new Error(`no subject "${name}"`);
  const work = await subject(folder);
  const load = milliseconds(process.cpuUsage());
  work();
  const times: SynthTimes = { load, synthesis: milliseconds(process.cpuUsage()) - load };
  process.stdout.write(`${JSON.stringify(times)}\n`);
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
