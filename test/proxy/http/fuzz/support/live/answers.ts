/** What a service answers a request with. */
export interface Answer {
  readonly status: number;
  /** In pieces that are sent one by one. */
  readonly pieces: readonly string[];
  readonly body: string;
  /** The service ends the connection after it. */
  readonly closes: boolean;
  /** Whether its length is said, so that a client of HTTP/1.0 can tell where it ends. */
  readonly sized: boolean;
}

type Shape = Pick<Answer, "status" | "body" | "closes" | "sized"> & {
  readonly interim?: string;
  readonly fields: string;
  readonly framed: readonly string[];
};

const SHAPES: readonly Shape[] = [
  { status: 200, fields: "Content-Length: 2\r\n", framed: ["ok"], body: "ok", closes: false, sized: true },
  { status: 200, fields: "Content-Length: 6\r\n", framed: ["one", "two"], body: "onetwo", closes: false, sized: true },
  {
    status: 500,
    fields: "Transfer-Encoding: chunked\r\n",
    framed: ["2\r\nab\r\n", "1\r\nc\r\n0\r\n\r\n"],
    body: "abc",
    closes: false,
    sized: false,
  },
  {
    status: 404,
    fields: "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n",
    framed: ["1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n"],
    body: "a",
    closes: false,
    sized: false,
  },
  { status: 204, fields: "", framed: [], body: "", closes: false, sized: true },
  {
    status: 200,
    fields: "Connection: close\r\n",
    framed: ["to the", " end"],
    body: "to the end",
    closes: true,
    sized: false,
  },
  {
    status: 201,
    interim: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
    fields: "Connection: close\r\nContent-Length: 1\r\n",
    framed: ["a"],
    body: "a",
    closes: true,
    sized: true,
  },
];

/**
 * What the service answers, which its request alone decides.
 *
 * @param protocols those that it is asked to change to; it changes to them, if it does
 * @param number says which of a client's requests it is, from 0
 */
export function answerTo(method: string, target: string, protocols: string | undefined, number: number): Answer {
  let sum = number;
  for (const character of target) sum += character.charCodeAt(0);
  const numbered = `X-Number: ${number}\r\n`;
  if (protocols !== undefined && sum % 4 !== 0) {
    const head = `HTTP/1.1 101 Any\r\n${numbered}Connection: Upgrade\r\nUpgrade: ${protocols}\r\n\r\n`;
    return { status: 101, pieces: [head], body: "", closes: false, sized: true };
  }
  const {
    status,
    interim = "",
    fields,
    framed,
    body,
    closes,
    sized,
  } = SHAPES[sum % SHAPES.length] ?? (SHAPES[0] as Shape);
  const head = `${interim}HTTP/1.1 ${status} Any\r\n${numbered}${fields}\r\n`;
  const bodiless = method === "HEAD";
  return { status, pieces: [head, ...(bodiless ? [] : framed)], body: bodiless ? "" : body, closes, sized };
}
