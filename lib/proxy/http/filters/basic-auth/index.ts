import { type BasicAuth, isUserFault, parseUserEntry, type UserEntry, userLines } from "../../../../topology";
import type { Answer, Verdict } from "../../../engine";
import { textAnswer } from "../../answers";
import { removeFields } from "../../fields";
import type { FilterCompiler } from "../filter-compiler";
import { readCredentials } from "./credentials";
import { type Admission, Gatekeeper } from "./gatekeeper";

const BUSY: Answer = withField(textAnswer(503, "too many passwords are being checked"), "Retry-After", "1");
const SECRET: ReadonlySet<string> = new Set(["authorization"]);

export const compileBasicAuth: FilterCompiler<BasicAuth> = (filter, { file, state }) => {
  const { realm = "Restricted", users, usersFile } = filter;
  const lines = users ?? (usersFile === undefined ? [] : userLines(file(usersFile)).map(({ line }) => line));
  const gatekeeper = state(lines.join("\n"), () => new Gatekeeper(lines.flatMap(readUser)));
  const challenge = `Basic realm="${realm}", charset="UTF-8"`;
  const refused = withField(textAnswer(401, "a name and a password are needed"), "WWW-Authenticate", challenge);
  const verdict = (admission: Admission): Verdict => {
    if (admission === "admitted") return undefined;
    return admission === "busy" ? BUSY : refused;
  };
  return {
    answer(request) {
      const credentials = readCredentials(request.header("authorization"));
      if (credentials === undefined) return refused;
      const admission = gatekeeper.check(credentials);
      return typeof admission === "string" ? verdict(admission) : admission.then(verdict, () => refused);
    },
    request: ({ fields }) => removeFields(fields, SECRET),
  };
};

function readUser(line: string): readonly UserEntry[] {
  const entry = parseUserEntry(line);
  return isUserFault(entry) ? [] : [entry];
}

function withField(answer: Answer, name: string, value: string): Answer {
  return { ...answer, fields: [...answer.fields, name, value] };
}
