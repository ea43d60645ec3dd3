import { notesOf } from "../../../bench/l7/notes";
import { parseL7Options } from "../../../bench/l7/options";

const peer = (name: string, version: string | undefined) => ({ name, version: () => version });

test("the notes name Node, every version, and what is not installed", () => {
  const notes = notesOf(parseL7Options([]), [
    peer("portico", "0.1.0"),
    peer("nginx", undefined),
    peer("haproxy", "2.6"),
  ]);
  expect(notes[0]).toBe(`Node ${process.versions.node}; portico 0.1.0, haproxy 2.6`);
  expect(notes[1]).toBe("not installed: nginx; scripts/install-bench-peers.sh installs them");
});

test("what is installed is not called missing", () => {
  expect(notesOf(parseL7Options([]), [peer("portico", "0.1.0")]).join("\n")).not.toContain("not installed");
});

test.each([
  [[], "requests are logged and counted by portico alone"],
  [["--log"], "requests are logged by portico, nginx and haproxy, and counted by portico"],
])("with %j: %s", (args, note) => {
  expect(notesOf(parseL7Options(args), [])).toContain(note);
});
