import fc from "fast-check";
import { cutInto, cuts } from "../messages";
import { announcement, spoiledHeader } from "../proxy-headers";
import { readHeaderAgain } from "../second-header-reader";
import { converse, type Ending } from "./client";
import { type Conversation, conversationThat, exchange, expectedIn, seenIn } from "./conversation";
import type { RecordingService } from "./recording-service";

/** A conversation ahead of which a proxy in front says whose it is, well or badly. */
interface AnnouncedConversation extends Conversation {
  readonly header: Buffer;
  /** Where the header is cut; `undefined` where it is sent and cut together with what follows. */
  readonly headerCuts: readonly number[] | undefined;
  /** Headers are taken from this peer. */
  readonly listed: boolean;
}

const header = fc.oneof(
  announcement.map((valid) => valid.header),
  spoiledHeader,
);

/** @param ending how its client takes its leave */
export function announcedThat(ending: fc.Arbitrary<Ending>): fc.Arbitrary<AnnouncedConversation> {
  const listed = fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });
  const headerCuts = fc.option(cuts, { nil: undefined });
  return fc
    .tuple(conversationThat(ending), fc.record({ header, headerCuts, listed }))
    .map(([conversation, beginning]) => ({ ...conversation, ...beginning }));
}

/** Where it is had. */
export interface Place {
  readonly port: number;
  readonly service: RecordingService;
  /** The peers that headers are taken from. */
  readonly listed: Set<string>;
}

/**
 * Has it.
 *
 * @returns what was seen of it, and what had to be; of one that is refused, what the client got, which is nothing
 * @throws where the connection is never closed
 */
export async function announce(
  { header, headerCuts, listed, messages, cuts, ending }: AnnouncedConversation,
  place: Place,
) {
  const peer = place.service.newAddress();
  if (listed) place.listed.add(peer);
  const text = Buffer.from(messages.join(""), "latin1");
  const bytes = Buffer.concat([header, text]);
  const pieces =
    headerCuts === undefined ? cutInto(bytes, cuts) : [...cutInto(header, headerCuts), ...cutInto(text, cuts)];
  const beginning = listed ? readHeaderAgain(bytes) : ({ verdict: "accepted", client: undefined, length: 0 } as const);
  try {
    if (beginning.verdict !== "accepted") {
      const answer = await converse(place.port, pieces, ending, peer);
      return { seen: answer.toString("latin1"), expected: "" };
    }
    const { client = peer, length } = beginning;
    const sending = { pieces, messages: bytes.subarray(length), ending, peer, client };
    const outcome = await exchange(sending, place.port, place.service);
    return { seen: seenIn(outcome), expected: expectedIn(outcome) };
  } finally {
    place.listed.delete(peer);
  }
}
