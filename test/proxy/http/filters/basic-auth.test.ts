import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { apr1 } from "../../../../lib/proxy/http/filters/basic-auth/apr1";
import { readCredentials } from "../../../../lib/proxy/http/filters/basic-auth/credentials";
import { Gatekeeper } from "../../../../lib/proxy/http/filters/basic-auth/gatekeeper";
import { createPinoLog } from "../../../../lib/proxy/log";
import { parseUserEntry, type UserEntry } from "../../../../lib/topology";
import { fetchFrom } from "../../support/clients";
import { eventually } from "../../support/conditions";
import { temporaryFolder } from "../../support/proxies";
import { startFiltered } from "./support";

/** Each hash is of the password "secret", made by htpasswd's own means: OpenSSL, SHA-1, bcrypt. */
const HASHES = {
  bcrypt: "$2b$04$hjax.B6au2IGRnzJguI4MO1taAqdgJjyDmfPXYYGukBjmAAo3aMYa",
  apr1: "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/",
  sha: "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
} as const;

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString("base64")}`;
}

describe.each(Object.entries(HASHES))("a password hashed by %s", (_, hash) => {
  test.each([
    ["the right one", basic("ann:secret"), 200],
    ["a wrong one", basic("ann:Secret"), 401],
    ["none", basic("ann:"), 401],
    ["of somebody else", basic("bob:secret"), 401],
    ["with no name", basic(":secret"), 401],
    ["another scheme", "Bearer secret", 401],
    ["no base64", "Basic ann:secret", 401],
    ["no colon", basic("annsecret"), 401],
    ["two at once", `${basic("ann:secret")}, ${basic("ann:secret")}`, 401],
    ["the scheme in lower case", basic("ann:secret").replace("Basic", "basic"), 200],
    ["the hash itself", basic(`ann:${hash}`), 401],
  ])("%s", async (_name, authorization, status) => {
    const { port, seen } = await startFiltered([{ type: "BasicAuth", users: [`ann:${hash}`] }]);

    const reply = await fetchFrom(port, "/", { headers: { authorization } });

    expect(reply.status).toBe(status);
    expect(seen).toHaveLength(status === 200 ? 1 : 0);
  });
});

test("nobody gets in without credentials, and is told what to bring", async () => {
  const { port, seen } = await startFiltered([{ type: "BasicAuth", users: [`ann:${HASHES.sha}`], realm: "The back" }]);

  const { status, headers } = await fetchFrom(port, "/");

  expect({ status, challenge: headers["www-authenticate"] }).toEqual({
    status: 401,
    challenge: 'Basic realm="The back", charset="UTF-8"',
  });
  expect(seen).toEqual([]);
});

test("the service does not get the password, and the log neither password nor hash", async () => {
  const written: string[] = [];
  const log = createPinoLog({ write: (line: string) => void written.push(line) });
  const { port, seen } = await startFiltered([{ type: "BasicAuth", users: [`ann:${HASHES.apr1}`] }], undefined, {
    log,
  });

  await fetchFrom(port, "/", { headers: { authorization: basic("ann:secret") } });
  await fetchFrom(port, "/", { headers: { authorization: basic("ann:wrong-one") } });

  expect(seen[0]?.headers).not.toHaveProperty("authorization");
  await eventually(() => written.filter((line) => line.includes('"request"')).length === 2);
  for (const secret of ["wrong-one", "$apr1$", basic("ann:secret").slice(6)])
    expect(written.join("")).not.toContain(secret);
});

test("users come from a file, with comments and empty lines", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "users"), `# staff\r\n\r\nann:${HASHES.sha}\nbob:${HASHES.apr1}\n`);
  const filter = { type: "BasicAuth", usersFile: "users" } as const;
  const { port } = await startFiltered([filter], undefined, { baseDir: folder });

  const statuses = [];
  for (const who of ["ann:secret", "bob:secret", "eve:secret"]) {
    statuses.push((await fetchFrom(port, "/", { headers: { authorization: basic(who) } })).status);
  }

  expect(statuses).toEqual([200, 200, 401]);
});

test.each([
  ["is not there", undefined, /"users" does not exist/],
  ["names nobody", "", /"users" names no user/],
])("a file that %s keeps the proxy from starting", async (_, text, message) => {
  const folder = temporaryFolder();
  if (text !== undefined) writeFileSync(join(folder, "users"), text);
  const filter = { type: "BasicAuth", usersFile: "users" } as const;
  await expect(startFiltered([filter], undefined, { baseDir: folder })).rejects.toThrow(message);
});

test("a file that changes is taken up", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "users");
  writeFileSync(file, `ann:${HASHES.sha}\n`);
  const filter = { type: "BasicAuth", usersFile: "users" } as const;
  const { port, proxy } = await startFiltered([filter], undefined, { baseDir: folder });
  const status = async () => (await fetchFrom(port, "/", { headers: { authorization: basic("ann:secret") } })).status;
  expect(await status()).toBe(200);

  writeFileSync(file, `bob:${HASHES.sha}\n`);
  expect(await proxy.reload()).toBe("applied");

  expect(await status()).toBe(401);
  expect(await proxy.reload()).toBe("unchanged");
});

// From `openssl passwd -apr1 -salt SALT PASSWORD`.
test.each([
  ["", "a", "$apr1$a$lsAcX0kKaMIVmrCtUuk5b0"],
  ["a longer password than sixteen", "salt.123", "$apr1$salt.123$5EdnYN4afnD22cmztG1E0."],
  ["secret", "abcdefgh", "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/"],
])("apr1 of %j with salt %s", (password, salt, hash) => {
  expect(apr1(Buffer.from(password), salt)).toBe(hash);
});

test("a password may hold colons and other letters than English ones", () => {
  const credentials = readCredentials(basic("ann:a:b:ü"));
  expect(credentials).toEqual({ name: "ann", password: Buffer.from("a:b:ü") });
});

describe("the gatekeeper", () => {
  const users = [parseUserEntry(`ann:${HASHES.bcrypt}`) as UserEntry];
  const who = (name: string, password: string) => ({ name, password: Buffer.from(password) });

  test("remembers who was right, and asks the slow hash once", async () => {
    const gatekeeper = new Gatekeeper(users);
    expect(await gatekeeper.check(who("ann", "secret"))).toBe("admitted");
    expect(gatekeeper.check(who("ann", "secret"))).toBe("admitted");
  });

  test("does not remember who was wrong", async () => {
    const gatekeeper = new Gatekeeper(users);
    expect(await gatekeeper.check(who("ann", "wrong"))).toBe("refused");
    expect(gatekeeper.check(who("ann", "wrong"))).toBeInstanceOf(Promise);
  });

  test("takes no name for a part of a password", async () => {
    const gatekeeper = new Gatekeeper([{ ...(users[0] as UserEntry), name: "an" }]);
    await gatekeeper.check(who("an", "secret"));
    expect(await gatekeeper.check(who("ans", "ecret"))).toBe("refused");
  });

  test("lets nobody wait where too many do, and takes them again when they are done", async () => {
    const gatekeeper = new Gatekeeper(users);
    const waiting = Array.from({ length: 64 }, (_, index) => gatekeeper.check(who("ann", `wrong${index}`)));
    expect(gatekeeper.check(who("ann", "secret"))).toBe("busy");
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["refused"]));
    expect(await gatekeeper.check(who("ann", "secret"))).toBe("admitted");
  });

  test("an empty house admits nobody", async () => {
    expect(await new Gatekeeper([]).check(who("ann", "secret"))).toBe("refused");
  });
});
