import type { ListenerPlan, RequestRecord } from "../engine";

/** What is logged of a request. */
export interface LoggedRequest extends Omit<RequestRecord, "listener"> {
  readonly listener: Pick<ListenerPlan, "edge" | "name">;
}

/** Printable ASCII but `"` and `\`: what stands in JSON as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

let secondOfText = Number.NaN;
let secondText = "";

/**
 * The log line of a request, the same as `JSON.stringify` would give, with its line break. It is put together by hand
 * since there is one for each request: that takes a fifth of the time that a logger for any object does.
 *
 * @param facts of every line, as members of a JSON object: `"pid":1,`, or nothing
 * @param now milliseconds since 1970
 */
export function requestLine(record: LoggedRequest, facts: string, now: number): string {
  const { listener, router, route, service, instance, method, host, path, status, sourceAddress, tries } = record;
  const { reason, milliseconds } = record;
  return (
    `{"level":"info","time":"${isoTime(now)}",${facts}"listener":${quoted(`${listener.edge}/${listener.name}`)}` +
    `${member(',"router":', router)}${member(',"route":', route)}${member(',"service":', service)}` +
    `${member(',"instance":', instance)},"method":${quoted(method)},"host":${quoted(host)},"path":${quoted(path)}` +
    `,"status":${status},"sourceAddress":${quoted(sourceAddress)},"tries":${tries}${member(',"reason":', reason)}` +
    `,"ms":${rounded(milliseconds)},"msg":"request"}\n`
  );
}

/** To hundredths. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

function member(name: string, value: string | undefined): string {
  return value === undefined ? "" : name + quoted(value);
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** As `Date.prototype.toISOString` has it. All but the milliseconds are the same for many lines. */
function isoTime(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== secondOfText) {
    secondOfText = second;
    secondText = new Date(second * 1000).toISOString().slice(0, -4);
  }
  return `${secondText}${String(now - second * 1000).padStart(3, "0")}Z`;
}
