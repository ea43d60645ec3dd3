import type { Filter } from "../../topology";
import type { Remarks } from "../remarks";
import { type KnownUser, type SecretFile, UsersFile, usersOf } from "../users";
import type { KontenaService } from "./setup";

/** What stands between clients and a service. */
export interface Protection {
  readonly filters: readonly Filter[];
  readonly files: readonly SecretFile[];
}

const SECRETS = "KONTENA_LB_BASIC_AUTH_SECRETS";
const SETTINGS = "KONTENA_LB_CUSTOM_SETTINGS";

/** Words of HAProxy's that turn requests away. */
const ACCESS = /\b(?:deny|reject|tarpit|block|auth|silent-drop)\b/;

/**
 * Whether lines of HAProxy's may turn connections to a TCP service away. A listener has nothing to say in their place, so
 * that it is left out.
 */
export function isTcpClosed(service: KontenaService, remarks: Remarks): boolean {
  if (!hasAccessRules(service)) return false;
  remarks.changed(
    "import-snippet",
    `${service.path}.environment.${SETTINGS}`,
    "lines of HAProxy's configuration may say who may connect, and cannot be carried over; the listener is left out",
    "let a firewall or a security group say it, then add the listener",
  );
  return true;
}

function hasAccessRules({ environment, secrets }: KontenaService): boolean {
  return ACCESS.test(environment.get(SETTINGS) ?? "") || secrets.has(SETTINGS);
}

/** @returns `"closed"` where what protected the service cannot be said: then nobody may pass */
export function protectionOf(service: KontenaService, name: string, remarks: Remarks): Protection | "closed" {
  const password = passwordOf(service, name, remarks);
  if (!hasAccessRules(service)) return password;
  remarks.changed(
    "import-snippet",
    `${service.path}.environment.${SETTINGS}`,
    "lines of HAProxy's configuration may say who may pass, and cannot be carried over; the route answers 403",
    "say it with Filter.ipAccess, Filter.basicAuth or Filter.forwardAuth in the place of the answer",
  );
  return "closed";
}

function passwordOf(
  { path, environment, secrets }: KontenaService,
  name: string,
  remarks: Remarks,
): Protection | "closed" {
  const text = environment.get(SECRETS) ?? "";
  const isElsewhere = secrets.has(SECRETS);
  if (text.trim() === "" && !isElsewhere) return { filters: [], files: [] };
  const { known, unread } = isElsewhere ? { known: [], unread: 0 } : readUserlist(text);
  const users = usersOf(known);
  const place = isElsewhere ? `${path}.secrets` : `${path}.environment.${SECRETS}`;
  const file = new UsersFile(`${name}.htpasswd`, users);
  if (users.lines.length === 0) {
    remarks.changed(
      "import-basic-auth",
      place,
      `the service asks for a password, and ${isElsewhere ? "its users are in the vault" : "no entry of its list is one that Portico can check"}; the route answers 403`,
      `write its users with "htpasswd -B ${file.name} NAME", and put Filter.basicAuth({ usersFile }) in the place of the answer`,
    );
    return "closed";
  }
  remarks.changed(
    "import-users",
    place,
    `the users are in ${file.name} now, and the service does not get their passwords`,
    "keep that file secret, and put it into the Topology's folder where the proxy runs",
  );
  if (users.leftOut + unread > 0) {
    remarks.changed(
      "import-user",
      place,
      `${users.leftOut + unread} of the entries are of a kind that Portico does not check, and let nobody in`,
      `set the passwords anew with "htpasswd -B ${file.name} NAME"`,
    );
  }
  return { filters: [{ type: "BasicAuth", usersFile: file.name }], files: [file] };
}

/** `user NAME [password HASH | insecure-password TEXT] [groups NAMES]`: a line of a list of HAProxy's. */
const USER = /^user\s+(\S+)\s+(password|insecure-password)\s+(\S+)(?:\s+groups\s+\S+)?$/;

/** What HAProxy takes otherwise than as it stands: quotes, escapes, variables and comments. */
const SPECIAL = /["'\\#]/;

function readUserlist(text: string): { readonly known: readonly KnownUser[]; readonly unread: number } {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#") && !/^group\s/.test(line));
  const known = lines.flatMap((line): readonly KnownUser[] => {
    const [, name, how, secret] = SPECIAL.test(line) ? [] : (USER.exec(line) ?? []);
    if (name === undefined || secret === undefined) return [];
    return [{ name, secret: { type: how === "password" ? "hash" : "password", text: secret } }];
  });
  return { known, unread: lines.length - known.length };
}
