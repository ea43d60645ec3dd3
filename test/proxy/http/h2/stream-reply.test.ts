import { HpackEncoder } from "../../../../lib/proxy/http/h2/hpack";
import { type ReplyStream, StreamReply } from "../../../../lib/proxy/http/h2/server/stream-reply";

test.each([
  ["CR and LF in a value", "x", "1\r\nevil: 1"],
  // Of which the lower bytes are CR and LF.
  ["what is no byte", "x", "1\u010d\u010aevil: 1"],
  ["a name that is none", "x: 1", "2"],
])("an answer of the proxy's own is not sent with %s", (_what, name, value) => {
  const sendFields = jest.fn();
  const stream: ReplyStream = {
    encoder: new HpackEncoder(),
    backedUp: false,
    sendFields,
    sendData: () => {},
    endReply: () => {},
  };
  const reply = new StreamReply(stream, false);

  expect(() => reply.answer({ status: 200, fields: [name, value], body: "" })).toThrow(SyntaxError);

  expect(sendFields).not.toHaveBeenCalled();
  expect(reply.begun).toBe(false);
});
