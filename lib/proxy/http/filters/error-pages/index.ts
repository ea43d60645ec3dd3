import type { ErrorPages } from "../../../../topology";
import { DIGESTS, removeFields } from "../../fields";
import type { FilterCompiler } from "../filter-compiler";
import { PageStage } from "./page-stage";
import { isInStatusRanges } from "./status-ranges";

interface Page {
  readonly text: string;
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** Fields that describe the body that was replaced (RFC 9110 section 8). */
const OF_THE_BODY: ReadonlySet<string> = new Set([
  "content-type",
  "content-length",
  "content-encoding",
  "content-language",
  "content-location",
  "content-range",
  "accept-ranges",
  "etag",
  "last-modified",
  ...DIGESTS,
]);

export const compileErrorPages: FilterCompiler<ErrorPages> = ({ pages }, { file }) => {
  const prepared = pages.map(({ statuses, contentType = "text/html; charset=utf-8", body, file: name }) => {
    const text = body ?? (name === undefined ? "" : file(name));
    return { statuses, page: { text, bytes: Buffer.from(text), contentType } };
  });
  const pageFor = (status: number): Page | undefined =>
    prepared.find(({ statuses }) => isInStatusRanges(statuses, status))?.page;
  return {
    shape(fields, status) {
      const page = status < 400 ? undefined : pageFor(status);
      if (page === undefined) return undefined;
      removeFields(fields, OF_THE_BODY);
      fields.push("Content-Type", page.contentType, "Content-Length", String(page.bytes.length));
      return (output) => new PageStage(page.bytes, output);
    },
    ownAnswer(answer) {
      const page = answer.status < 400 ? undefined : pageFor(answer.status);
      if (page === undefined) return answer;
      const fields = [...answer.fields];
      removeFields(fields, OF_THE_BODY);
      fields.push("Content-Type", page.contentType);
      return { ...answer, fields, body: page.text };
    },
  };
};
