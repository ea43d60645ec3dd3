import { version } from "../../lib/version";
import { portico } from "./run-portico";

describe("the command line", () => {
  test("--help names every command and where to start, exit 0", async () => {
    const { status, out, err } = await portico("--help");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    for (const word of ["proxy", "validate", "explain", "Start here", "Exit status"]) expect(out).toContain(word);
  });

  test.each(["proxy", "validate", "explain"])("help %s shows an example", async (command) => {
    const { status, out } = await portico("help", command);
    expect(status).toBe(0);
    expect(out).toContain(`$ portico ${command}`);
  });

  test.each([
    ["proxy", "every path of the admin endpoint", "/healthz, /readyz, /metrics and /topology"],
    ["dev", "the file of the app that it leaves as it is", "portico.lock.json stays as it is"],
  ])("help %s names %s", async (command, _what, text) => {
    expect((await portico("help", command)).out.replace(/\s+/g, " ")).toContain(text);
  });

  test("--version prints the version of the package", async () => {
    expect(await portico("--version")).toEqual({ status: 0, out: `${version}\n`, err: "" });
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });

  test.each([
    ["a misspelt command", ["explian"], "Did you mean explain?"],
    ["an unknown option", ["validate", "--jsno", "x"], "unknown option '--jsno'"],
    ["a missing option", ["explain", "GET", "/"], "'-c, --config <file>' not specified"],
    ["a missing argument", ["validate"], "missing required argument 'file'"],
    ["a number of connections that is none", ["proxy", "-c", "x", "--max-connections", "0"], "whole number from 1 to"],
    ["a number of workers that is none", ["proxy", "-c", "x", "--workers", "many"], "whole number from 1 to 256"],
    ["a header without a colon", ["explain", "-c", "x", "GET", "/", "-H", "x"], "'name: value'"],
  ])("%s is bad usage: exit 2 and a hint, without a stack trace", async (_, args, hint) => {
    const { status, out, err } = await portico(...args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(hint);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
