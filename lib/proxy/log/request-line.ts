import type { ListenerIdentity, RequestRecord } from "../engine";
import { listenerName } from "../listener-identity";
import { type AsciiText, asciiJson, mostQuoted } from "./ascii-text";
import type { LogFields } from "./proxy-log";

/** What is logged of a request. */
export interface LoggedRequest extends Omit<RequestRecord, "listener"> {
  readonly listener: Pick<ListenerIdentity, "edge" | "name">;
}

/** Where a request came in, and where it went. */
type Place = Pick<LoggedRequest, "listener" | "router" | "route" | "service" | "instance" | "method" | "host">;

/** Names of members, numbers and what is the same in each line take less. */
const MOST_BESIDE_TEXT = 512;

const LISTENER = Buffer.from('"listener":');
const ROUTER = Buffer.from(',"router":');
const ROUTE = Buffer.from(',"route":');
const SERVICE = Buffer.from(',"service":');
const INSTANCE = Buffer.from(',"instance":');
const METHOD = Buffer.from(',"method":');
const HOST = Buffer.from(',"host":');
const PATH = Buffer.from(',"path":');
const STATUS = Buffer.from(',"status":');
const SOURCE = Buffer.from(',"sourceAddress":');
const REASON = Buffer.from(',"reason":');
const TRIES = Buffer.from(',"tries":');
const MILLISECONDS = Buffer.from(',"ms":');
const END = Buffer.from(',"msg":"request"}\n');

/**
 * Makes the log line of each request: what `JSON.stringify` would give but in ASCII alone, with a line break. What is the
 * same for many lines in turn is made once.
 */
export class RequestLines {
  private second = Number.NaN;
  private secondText: Uint8Array = Buffer.alloc(0);
  private place: Place | undefined;
  private placeText: Uint8Array = Buffer.alloc(0);
  private readonly facts: string;

  /** @param facts stand in every line */
  constructor(facts: LogFields = {}) {
    const members = asciiJson(facts).slice(1, -1);
    this.facts = members === "" ? "" : `${members},`;
  }

  /** Bytes that the line takes at most. */
  most(record: LoggedRequest): number {
    const { listener, router = "", route = "", service = "", instance = "", method, host, path } = record;
    const place = listener.edge.length + listener.name.length + router.length + route.length + service.length;
    const request = instance.length + method.length + host.length + path.length + record.sourceAddress.length;
    const texts = mostQuoted(place + request + (record.reason?.length ?? 0));
    return MOST_BESIDE_TEXT + this.facts.length + texts;
  }

  /** @param now milliseconds since 1970 */
  write(text: AsciiText, record: LoggedRequest, now: number): void {
    const second = Math.floor(now / 1000);
    text.addBytes(this.textOfSecond(second));
    text.addDigits(now - second * 1000, 3);
    this.addPlace(text, record);
    addMember(text, PATH, record.path);
    text.addBytes(STATUS);
    text.addInteger(record.status);
    addMember(text, SOURCE, record.sourceAddress);
    text.addBytes(TRIES);
    text.addInteger(record.tries);
    addMember(text, REASON, record.reason);
    text.addBytes(MILLISECONDS);
    text.addHundredths(record.milliseconds);
    text.addBytes(END);
  }

  /** Up to the milliseconds of the time, as `Date.prototype.toISOString` has it. */
  private textOfSecond(second: number): Uint8Array {
    if (second !== this.second) {
      this.second = second;
      this.secondText = Buffer.from(`{"level":"info","time":"${new Date(second * 1000).toISOString().slice(0, -4)}`);
    }
    return this.secondText;
  }

  /** From behind the time's milliseconds up to the path. */
  private addPlace(text: AsciiText, record: Place): void {
    const before = this.place;
    const { listener, router, route, service, instance, method, host } = record;
    const known =
      listener === before?.listener &&
      router === before.router &&
      route === before.route &&
      service === before.service &&
      instance === before.instance &&
      method === before.method &&
      host === before.host;
    if (known) {
      text.addBytes(this.placeText);
      return;
    }
    const start = text.length;
    text.add('Z",');
    text.add(this.facts);
    addMember(text, LISTENER, listenerName(listener));
    addMember(text, ROUTER, router);
    addMember(text, ROUTE, route);
    addMember(text, SERVICE, service);
    addMember(text, INSTANCE, instance);
    addMember(text, METHOD, method);
    addMember(text, HOST, host);
    this.place = { listener, router, route, service, instance, method, host };
    this.placeText = Buffer.from(text.bytes.subarray(start, text.length));
  }
}

function addMember(text: AsciiText, name: Uint8Array, value: string | undefined): void {
  if (value === undefined) return;
  text.addBytes(name);
  text.addQuoted(value);
}
