import fc from "fast-check";
import { cutInto, cuts, mutatedRequest, validRequest } from "../messages";
import { converse, type Ending } from "./client";
import { type Expectation, expectationOf } from "./expectation";
import type { RecordingService } from "./recording-service";
import { type ReceivedResponses, readResponses } from "./responses";

/** Messages that a client sends on one connection, one right after the other. */
export interface Conversation {
  readonly messages: readonly string[];
  /** Where what it sends is cut into pieces, whatever messages are there. */
  readonly cuts: readonly number[];
  readonly ending: Ending;
}

const upgrade = fc
  .tuple(fc.constantFrom("websocket", "other/2"), fc.nat(7), fc.string({ unit: "binary-ascii", maxLength: 20 }))
  .map(
    ([protocol, path, after]) =>
      `GET /up/${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n${after}`,
  );
const message = fc.oneof(
  { weight: 6, arbitrary: validRequest },
  { weight: 8, arbitrary: mutatedRequest },
  { weight: 1, arbitrary: upgrade },
);

/** @param ending how its client takes its leave */
export function conversationThat(ending: fc.Arbitrary<Ending>): fc.Arbitrary<Conversation> {
  return fc.record({ messages: fc.array(message, { minLength: 1, maxLength: 4 }), cuts, ending });
}

/** What has become of a conversation. */
export interface Outcome {
  readonly expected: Expectation;
  /** How many requests the service has received. */
  readonly count: number;
  /** What the service has received after a change of protocol. */
  readonly tunnelled: string;
  readonly received: ReceivedResponses;
}

/** What a client sends, and who it is. */
export interface Sending {
  readonly pieces: readonly Buffer[];
  /** Its messages, of all that it sends. */
  readonly messages: Buffer;
  readonly ending: Ending;
  /** Where it comes from. */
  readonly peer: string;
  /** What the proxy has to tell of it. */
  readonly client: string;
}

/** Has it, from an address of its own. @throws where the connection is never closed */
export function have({ messages, cuts, ending }: Conversation, port: number, service: RecordingService) {
  const bytes = Buffer.from(messages.join(""), "latin1");
  const peer = service.newAddress();
  return exchange({ pieces: cutInto(bytes, cuts), messages: bytes, ending, peer, client: peer }, port, service);
}

/** @throws where the connection is never closed */
export async function exchange(
  { pieces, messages, ending, peer, client }: Sending,
  port: number,
  service: RecordingService,
): Promise<Outcome> {
  const expected = expectationOf(messages, `127.0.0.1:${port}`);
  const { received } = service.expect(expected, client);
  const answer = await converse(port, pieces, ending, peer);
  const methods = expected.requests.map(({ request }) => request.method);
  return { expected, count: received.count, tunnelled: received.tunnelled, received: readResponses(answer, methods) };
}

/** What a service and a client have seen of it. */
export function seenIn({ count, tunnelled, received }: Outcome) {
  return { count, toService: tunnelled, ...received };
}

/** What they have to, in the form of {@link seenIn}. */
export function expectedIn({ expected }: Outcome) {
  const { requests, refusal, tunnelled = "" } = expected;
  const answers = requests.map(({ answer: { status, body } }, number) => ({
    status,
    body,
    number: String(number),
    whole: true,
  }));
  const refused = { status: refusal, number: undefined, body: expect.any(String), whole: expect.any(Boolean) };
  return {
    count: requests.length,
    toService: tunnelled,
    responses: refusal === undefined ? answers : [...answers, refused],
    // The service sends back what it gets.
    tunnelled,
    fault: undefined,
  };
}
