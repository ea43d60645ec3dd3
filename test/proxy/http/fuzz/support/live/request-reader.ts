import { methodName } from "../llhttp";
import { LARGEST_HEAD, NodeParser, STRICT } from "../node-parser";

/** A whole request, as a service has received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly target: string;
  /** Names and values in turn. */
  readonly fields: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
}

/** Reads what a proxy sends on one connection, one request after another, with Node's own strict parser. */
export class RequestReader {
  /** Why what was sent is no HTTP, or not what a proxy may send. */
  fault: string | undefined;
  private readonly parser = new NodeParser();
  private begun = false;
  private completed = 0;
  private fields: string[] = [];
  private headEnd = 0;
  private method = "";
  private target = "";
  private body = "";

  constructor(private readonly onRequest: (request: ReceivedRequest) => void) {
    const { parser } = this;
    this.restart();
    parser[NodeParser.kOnMessageBegin | 0] = () => this.begin();
    parser[NodeParser.kOnHeaders | 0] = (some: readonly string[], url: string) => {
      this.fields.push(...some);
      // The parser gives the target with trailers once more.
      if (this.headEnd === 0) this.target += url;
    };
    parser[NodeParser.kOnHeadersComplete | 0] = (
      _major: number,
      _minor: number,
      some: readonly string[] | undefined,
      method: number,
      url: string | undefined,
    ) => {
      this.fields.push(...(some ?? []));
      this.headEnd = this.fields.length;
      this.method = methodName(method);
      this.target += url ?? "";
      return 0;
    };
    parser[NodeParser.kOnBody | 0] = (bytes: Buffer) => {
      this.body += bytes.toString("latin1");
    };
    parser[NodeParser.kOnMessageComplete | 0] = () => this.complete();
  }

  /** @returns what comes after a request that asks for another protocol; `undefined` where none does */
  read(bytes: Buffer): Buffer | undefined {
    this.completed = 0;
    const result = this.parser.execute(bytes);
    if (typeof result !== "number") {
      this.fault ??= `${result.code} ${result.reason}`;
      return undefined;
    }
    const changes = this.completed > 0 && this.fields.some((name, at) => at % 2 === 0 && /^upgrade$/i.test(name));
    if (!changes) return undefined;
    this.restart();
    return bytes.subarray(result);
  }

  close(): void {
    this.parser.close();
  }

  private restart(): void {
    this.parser.initialize(NodeParser.REQUEST, {}, LARGEST_HEAD, STRICT);
  }

  private begin(): void {
    if (this.completed > 0) this.fault ??= "a request was sent before the one before it was answered";
    this.begun = true;
    this.fields = [];
    this.headEnd = 0;
    this.method = "";
    this.target = "";
    this.body = "";
  }

  private complete(): void {
    if (!this.begun) return;
    this.begun = false;
    this.completed += 1;
    const { method, target, fields, body, headEnd } = this;
    this.onRequest({ method, target, fields: fields.slice(0, headEnd), body, trailers: fields.slice(headEnd) });
  }
}
