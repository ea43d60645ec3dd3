import { type KnownUser, UsersFile, usersOf } from "../../users";
import type { SecretDocument } from "../secrets";
import { type AnnotationFilter, type Asked, NOTHING } from "./annotation-filter";

const REALM = /^[ !#-[\]-~]{1,256}$/;

/** Names and passwords out of a Secret of the same file. */
export const basicAuth: AnnotationFilter = {
  reads: ["auth-type", "auth-secret", "auth-secret-type", "auth-realm"],
  translate(asked) {
    const { annotations, remarks, ingress, secrets } = asked;
    const type = annotations.get("auth-type");
    const name = annotations.get("auth-secret");
    if (type === undefined && name === undefined) return NOTHING;
    const secret = name === undefined ? undefined : secrets.find(name, ingress.namespace);
    const why = unusable(asked, secret);
    const users = usersOf(secret === undefined || why !== undefined ? [] : knownUsers(asked, secret));
    const place = annotations.placeOf(name === undefined ? "auth-type" : "auth-secret");
    if (users.lines.length === 0) {
      remarks.changed(
        "import-auth",
        place,
        `its routes ask for a password, and ${why ?? "no entry of the Secret is one that Portico can check"}; they answer 403`,
        'write a file with "htpasswd -B FILE NAME", and put Filter.basicAuth({ usersFile }) in the place of the answer',
      );
      return "routes";
    }
    const file = new UsersFile(secrets.fileOf(name ?? "", ingress.namespace), users);
    remarks.changed(
      "import-users",
      place,
      `the users are in ${file.name} now, and services do not get their passwords`,
      "keep that file secret, and put it into the Topology's folder where the proxy runs",
    );
    if (users.leftOut > 0) {
      remarks.changed(
        "import-user",
        place,
        `${users.leftOut} of the users cannot sign in: their entries are of a kind that Portico does not check`,
        `set their passwords anew with "htpasswd -B ${file.name} NAME"`,
      );
    }
    const realm = annotations.get("auth-realm");
    const known = realm !== undefined && REALM.test(realm) ? { realm } : {};
    return { filters: [{ type: "BasicAuth", ...known, usersFile: file.name }], files: [file] };
  },
};

function unusable({ annotations }: Asked, secret: SecretDocument | undefined): string | undefined {
  const type = annotations.get("auth-type");
  if (type !== "basic") return `auth-type ${type === undefined ? "is missing" : "is not basic"}`;
  if (annotations.get("auth-secret") === undefined) return "no auth-secret is named";
  return secret === undefined ? "their Secret is not in the file" : undefined;
}

/** In one entry an `htpasswd` file, or an entry for each user. */
function knownUsers({ annotations }: Asked, { data }: SecretDocument): readonly KnownUser[] {
  if (annotations.get("auth-secret-type") === "auth-map")
    return [...data].map(([name, text]) => userOf(name, text.trim()));
  return (data.get("auth") ?? "").split(/\r?\n/).flatMap((line) => {
    // A comment may follow behind a second colon.
    const [name, text] = line.trim().split(":");
    return line.trim().startsWith("#") || name === undefined || text === undefined ? [] : [userOf(name, text)];
  });
}

function userOf(name: string, text: string): KnownUser {
  const plain = "{PLAIN}";
  if (text.startsWith(plain)) return { name, secret: { type: "password", text: text.slice(plain.length) } };
  return { name, secret: { type: "hash", text } };
}
