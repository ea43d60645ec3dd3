import { FrameOutput } from "../../../../../lib/proxy/http/h2/wire/frame-output";
import { FrameReader } from "../../../../../lib/proxy/http/h2/wire/frame-reader";
import { CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PING } from "../frames";

const FRAME_SIZE = 16_384;

interface Sent {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: string;
}

class Sink {
  readonly departures: Buffer[] = [];
  gathered = 0;
  readonly output = new FrameOutput({
    gathers: () => {
      this.gathered += 1;
    },
    send: (bytes) => {
      this.departures.push(Buffer.from(bytes));
      return true;
    },
  });

  get frames(): readonly Sent[] {
    const frames: Sent[] = [];
    const taker = {
      frame: (type: number, flags: number, stream: number, payload: Buffer, start: number, end: number) =>
        void frames.push({ type, flags, stream, payload: payload.toString("latin1", start, end) }),
      oversized: () => {
        throw new Error("a frame is too large");
      },
    };
    const all = Buffer.concat(this.departures);
    new FrameReader(taker, FRAME_SIZE).read(all, 0, all.length);
    return frames;
  }
}

function data(output: FrameOutput, stream: number, text: string): number {
  return output.data(stream, Buffer.from(text, "latin1"), 0, text.length, FRAME_SIZE);
}

describe("frames on their way", () => {
  test("leave together", () => {
    const sink = new Sink();

    sink.output.number(3, 1, 8);
    data(sink.output, 3, "body");
    sink.output.control(PING, 1, 0, 8).bytes.fill(0);
    sink.output.flush();
    sink.output.flush();

    expect(sink.departures).toHaveLength(1);
    expect(sink.gathered).toBe(1);
  });

  test("data goes on in the frame before it, as far as it has room", () => {
    const sink = new Sink();

    data(sink.output, 1, "one");
    data(sink.output, 1, "two");
    data(sink.output, 3, "three");
    data(sink.output, 1, "four");
    data(sink.output, 1, "x".repeat(FRAME_SIZE - 3));
    sink.output.flush();

    expect(sink.frames.map(({ stream, payload }) => [stream, payload.length])).toEqual([
      [1, 6],
      [3, 5],
      [1, 4],
      [1, FRAME_SIZE - 3],
    ]);
  });

  test("a frame becomes the last of its stream afterwards, and takes nothing more then", () => {
    const sink = new Sink();

    const at = data(sink.output, 1, "body");
    sink.output.endStreamAt(at);
    data(sink.output, 1, "more");
    sink.output.flush();

    expect(sink.frames).toEqual([
      { type: DATA, flags: END_STREAM, stream: 1, payload: "body" },
      { type: DATA, flags: 0, stream: 1, payload: "more" },
    ]);
  });

  test.each([
    ["one byte less than a frame", FRAME_SIZE - 1, [[HEADERS, END_STREAM | END_HEADERS]]],
    ["a frame", FRAME_SIZE, [[HEADERS, END_STREAM | END_HEADERS]]],
    [
      "five frames",
      5 * FRAME_SIZE,
      [
        [HEADERS, END_STREAM],
        [CONTINUATION, 0],
        [CONTINUATION, 0],
        [CONTINUATION, 0],
        [CONTINUATION, END_HEADERS],
      ],
    ],
  ])("a block of fields as large as %s is sent whole", (_what, length, expected) => {
    const sink = new Sink();
    const block = Buffer.alloc(length, "x");

    sink.output.fields(5, END_STREAM, block, block.length, FRAME_SIZE);
    sink.output.flush();

    expect(sink.frames.map(({ type, flags }) => [type, flags])).toEqual(expected);
    expect(sink.frames.map(({ payload }) => payload).join("")).toBe(block.toString());
  });

  test("what is dropped does not leave", () => {
    const sink = new Sink();

    data(sink.output, 1, "body");
    sink.output.drop();
    sink.output.flush();

    expect(sink.departures).toEqual([]);
  });
});
