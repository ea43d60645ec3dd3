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

/** Has it, from an address of its own. @throws where the connection is never closed */
export async function have(conversation: Conversation, port: number, service: RecordingService): Promise<Outcome> {
  const bytes = Buffer.from(conversation.messages.join(""), "latin1");
  const expected = expectationOf(bytes, `127.0.0.1:${port}`);
  const { address, received } = service.expect(expected);
  const answer = await converse(port, cutInto(bytes, conversation.cuts), conversation.ending, address);
  const methods = expected.requests.map(({ request }) => request.method);
  return { expected, count: received.count, tunnelled: received.tunnelled, received: readResponses(answer, methods) };
}
