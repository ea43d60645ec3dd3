import { constants, type OutgoingHttpHeaders } from "node:http2";
import type { EchoReply } from "../../lib/echo";
import type { RequestRecord } from "../../lib/proxy";
import type { Topology } from "../../lib/topology";
import { atPort, type CaseRequest, locationAt, routingCases, wireRequest } from "../routing/cases";
import { freePort } from "../support/free-ports";
import { openHttp2, replyOn } from "./http/h2/client";
import { sendRaw } from "./support/clients";
import { eventually } from "./support/conditions";
import { membersOf, startEcho, startTopology } from "./support/proxies";

/** What the proxy did with a request, in the words of the table. */
interface Outcome {
  readonly route: string | null;
  readonly service: string | null;
  readonly status: number | null;
  readonly path: string | null;
  readonly host: string | null;
  readonly location?: string;
}

/** What a client gets. */
interface Response {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** Sends a request by itself; `undefined` where the client is not even answered. */
type Send = (port: number, request: CaseRequest) => Promise<Response | undefined>;

const VERSIONS: readonly { version: string; send: Send; says: (request: CaseRequest) => boolean }[] = [
  { version: "HTTP/1.1", send: sendHttp1, says: () => true },
  // A target of HTTP/2 has one form.
  { version: "HTTP/2", send: sendHttp2, says: ({ absoluteForm }) => absoluteForm !== true },
];

describe.each(VERSIONS)("the running proxy does what the shared table of cases says: $version", ({ send, says }) => {
  test.each(routingCases.map(({ name, topology, requests }) => ({ name, topology, requests })))(
    "$name",
    async ({ topology, requests }) => {
      const port = await freePort();
      const { records } = await startTopology(await withEchoes(atPort(topology, port)));

      for (const request of requests.filter(comesFromLoopback).filter(says)) {
        const outcome = await outcomeOf(send, port, request, records);

        expect({ request: request.request, ...outcome }).toEqual({
          request: request.request,
          ...expectedAt(port, request, outcome),
        });
      }
    },
  );

  test("requests that cannot be sent are a small part of the table", () => {
    const requests = routingCases.flatMap((routingCase) => routingCase.requests);

    expect(requests.filter(says).length).toBeGreaterThan(0.95 * requests.length);
  });

  test("requests from other addresses than loopback are a small part of the table", () => {
    const requests = routingCases.flatMap((routingCase) => routingCase.requests);

    expect(requests.filter(comesFromLoopback).length).toBeGreaterThan(0.95 * requests.length);
  });
});

/** A client on this machine cannot come from elsewhere; that the peer's address counts is shown beside this table. */
function comesFromLoopback({ request }: CaseRequest): boolean {
  return request.sourceIp === undefined;
}

/** An echo instance for every service that has a member. */
async function withEchoes(topology: Topology): Promise<Topology> {
  const services = await Promise.all(
    (topology.services ?? []).map(async (service) => {
      const used = service.members?.some(({ weight }) => weight !== 0) === true;
      return used ? { ...service, members: membersOf(await startEcho(service.name)) } : service;
    }),
  );
  return { ...topology, services };
}

async function sendHttp1(port: number, request: CaseRequest): Promise<Response> {
  const { method, target, headers } = wireRequest(request);
  const fields = [...headers, ["Connection", "close"]].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const text = await sendRaw(port, `${method} ${target} HTTP/1.1\r\n${fields}\r\n`);
  const [head = "", body = ""] = text.split("\r\n\r\n");
  const [, location] = /^location: (.*)$/im.exec(head) ?? [];
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), location, body };
}

async function sendHttp2(port: number, request: CaseRequest): Promise<Response | undefined> {
  const { method, target, headers } = wireRequest(request);
  const fields: OutgoingHttpHeaders = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase() === "host" ? ":authority" : name.toLowerCase();
    const known = fields[key];
    fields[key] = known === undefined ? value : [known, value].flat().map(String);
  }
  const session = openHttp2(port);
  const stream = session.request({ ":method": method, ":path": target, ...fields }, { endStream: true });
  try {
    const { status, headers, body } = await replyOn(stream);
    return { status, location: headers.location, body };
  } catch {
    // What is malformed is no request (RFC 9113 section 8.1.1).
    expect(stream.rstCode).toBe(constants.NGHTTP2_PROTOCOL_ERROR);
    return undefined;
  } finally {
    session.close();
  }
}

async function outcomeOf(
  send: Send,
  port: number,
  request: CaseRequest,
  records: readonly RequestRecord[],
): Promise<Outcome> {
  const { method } = wireRequest(request);
  const before = records.length;
  const response = await send(port, request);
  if (response === undefined) return { route: null, service: null, status: 400, path: null, host: null };
  const { status, location, body } = response;
  const record = await eventually(() => records[before]);
  if (method === "HEAD") expect(body).toBe("");
  const answered = record.tries === 0;
  const route = record.route ?? null;
  if (answered || method === "HEAD") {
    const service = record.service ?? null;
    const seen = { route, service, status: answered ? status : null, path: null, host: null };
    return location === undefined ? seen : { ...seen, location };
  }
  const echo = JSON.parse(body) as EchoReply;
  return { route, service: echo.service, status: null, path: echo.path, host: echo.host };
}

/** What no service has seen, the response cannot tell. */
function expectedAt(port: number, { expect: { location, ...expected } }: CaseRequest, { path }: Outcome): Outcome {
  const unseen = path === null ? { path: null, host: null } : {};
  return { ...expected, ...unseen, ...(location === undefined ? {} : { location: locationAt(location, port) }) };
}
