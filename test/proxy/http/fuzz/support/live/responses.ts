import { LARGEST_HEAD, NodeParser, STRICT } from "../node-parser";

/** A response other than 1xx, as a client has received it. */
export interface ReceivedResponse {
  readonly status: number;
  /** The value of its `X-Number`. */
  readonly number: string | undefined;
  readonly body: string;
  /** All of it came. */
  readonly whole: boolean;
}

export interface ReceivedResponses {
  readonly responses: readonly ReceivedResponse[];
  /** What came after a change of protocol. */
  readonly tunnelled: string;
  /** Why what came is no HTTP. */
  readonly fault: string | undefined;
}

/**
 * Reads all that came on a connection, up to its end, with Node's own strict parser.
 *
 * @param methods of the requests that it answers, one after the other
 */
export function readResponses(bytes: Buffer, methods: readonly string[]): ReceivedResponses {
  const responses: { status: number; number: string | undefined; body: string; whole: boolean }[] = [];
  const parser = new NodeParser();
  let interim = false;
  parser.initialize(NodeParser.RESPONSE, {}, LARGEST_HEAD, STRICT);
  parser[NodeParser.kOnHeadersComplete | 0] = (
    _major: number,
    _minor: number,
    fields: readonly string[] | undefined,
    _method: unknown,
    _url: unknown,
    status: number,
  ) => {
    interim = status < 200 && status !== 101;
    if (interim) return 0;
    const at = fields?.findIndex((name) => /^x-number$/i.test(name)) ?? -1;
    const number = at < 0 ? undefined : fields?.[at + 1];
    const method = methods[responses.length];
    responses.push({ status, number, body: "", whole: false });
    return method === "HEAD" ? 1 : 0;
  };
  parser[NodeParser.kOnBody | 0] = (some: Buffer) => {
    const last = responses.at(-1);
    if (last !== undefined) last.body += some.toString("latin1");
  };
  parser[NodeParser.kOnMessageComplete | 0] = () => {
    const last = responses.at(-1);
    if (!interim && last !== undefined) last.whole = true;
  };
  const result = parser.execute(bytes);
  let fault: string | undefined;
  if (typeof result !== "number") fault = `${result.code} ${result.reason}`;
  // A body that the end of the connection ends is whole by it; another that it breaks off is not.
  else if (result === bytes.length) parser.finish();
  parser.close();
  return { responses, fault, tunnelled: typeof result === "number" ? bytes.toString("latin1", result) : "" };
}
