import { HpackDecoder, HpackEncoder } from "../../../../../lib/proxy/http/h2/hpack";
import { decoded, decodedHex, encoded, type Field, fromHex } from "./support/fields";

/** RFC 7541, Appendix C. Blocks of one sequence are of one connection. */
describe("examples of RFC 7541", () => {
  it.each([
    ["C.2.1", "400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header"],
    ["C.2.2", "040c2f73616d706c652f70617468", ":path: /sample/path"],
    ["C.2.3", "100870617373776f726406736563726574", "password: secret (never indexed)"],
    ["C.2.4", "82", ":method: GET"],
  ])("%s: a field by itself", (_section, hex, line) => {
    expect(decodedHex(hex)).toEqual([line]);
  });

  it.each([
    ["C.1.1: 10 in 5 bits", "2a", 10],
    ["C.1.2: 1337 in 5 bits", "3f9a0a", 1337],
  ])("%s, as the size of a table", (_section, hex, size) => {
    expect(decodedHex(hex, size)).toEqual([]);
    expect(decodedHex(hex, size - 1)).toBe("the table is made larger than allowed");
    const encoder = new HpackEncoder();
    encoder.limitTable(size);
    expect(encoded(encoder, []).toString("hex")).toBe(hex);
  });

  const requests = [
    [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"],
    [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"],
    [":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com", "custom-key: custom-value"],
  ];
  const responses = [
    [
      ":status: 302",
      "cache-control: private",
      "date: Mon, 21 Oct 2013 20:13:21 GMT",
      "location: https://www.example.com",
    ],
    [
      ":status: 307",
      "cache-control: private",
      "date: Mon, 21 Oct 2013 20:13:21 GMT",
      "location: https://www.example.com",
    ],
    [
      ":status: 200",
      "cache-control: private",
      "date: Mon, 21 Oct 2013 20:13:22 GMT",
      "location: https://www.example.com",
      "content-encoding: gzip",
      "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ],
  ];

  const huffmanRequests = [
    "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
    "8286 84be 5886 a8eb 1064 9cbf",
    "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
  ];

  it.each([
    {
      section: "C.3: requests",
      tableSize: 4096,
      blocks: [
        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "8286 84be 5808 6e6f 2d63 6163 6865",
        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
      ],
      fields: requests,
    },
    {
      section: "C.4: requests in Huffman code",
      tableSize: 4096,
      blocks: huffmanRequests,
      fields: requests,
    },
    {
      section: "C.5: responses, with entries dropped",
      tableSize: 256,
      blocks: [
        `4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
         2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`,
        "4803 3330 37c1 c0bf",
        `88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970
         7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61
         6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31`,
      ],
      fields: responses,
    },
    {
      section: "C.6: responses in Huffman code, with entries dropped",
      tableSize: 256,
      blocks: [
        `4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad
         1718 63c7 8f0b 97c8 e9ae 82ae 43d3`,
        "4883 640e ffc1 c0bf",
        `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2
         e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07`,
      ],
      fields: responses,
    },
  ])("$section", ({ tableSize, blocks, fields }) => {
    const decoder = new HpackDecoder(tableSize);
    expect(blocks.map((block) => decoded(decoder, fromHex(block)))).toEqual(fields);
  });

  it("C.4: the encoder writes the same octets", () => {
    const encoder = new HpackEncoder();
    const blocks = requests.map((lines) => encoded(encoder, lines.map(asField)).toString("hex"));
    expect(blocks).toEqual(huffmanRequests.map((block) => block.replaceAll(" ", "")));
  });
});

function asField(line: string): Field {
  const colon = line.indexOf(": ");
  return [line.slice(0, colon), line.slice(colon + 2)];
}
