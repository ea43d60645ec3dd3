import { once } from "node:events";
import { fieldValue } from "../../../../lib/proxy/http/fields";
import { compressionWith } from "../../../../lib/proxy/http/filters/compression";
import { Compressors, canCompress } from "../../../../lib/proxy/http/filters/compression/compressors";
import type { FilterContext } from "../../../../lib/proxy/http/filters/filter-compiler";
import { eventually } from "../../support/conditions";
import { routed } from "./support";

describe("compressors", () => {
  test("are only so many at one time: one that has ended, or was left, makes room", async () => {
    const compressors = new Compressors(2);
    const [ended, left] = [compressors.create("gzip"), compressors.create("br")];
    expect(compressors.free).toBe(false);

    ended.resume().end("all");
    await once(ended, "close");
    expect(compressors.free).toBe(true);
    const third = compressors.create("gzip");
    expect(compressors.free).toBe(false);

    left.destroy();
    third.destroy();
    await eventually(() => compressors.free);
  });

  test("of Brotli look back 256 KiB: what they take is taken for as long as a client reads", async () => {
    const compressor = new Compressors().create("br");
    compressor.end("x".repeat(1000));
    const [first] = (await once(compressor, "data")) as [Buffer];

    // The window's size is in the first bits (RFC 7932 section 9.1): 1000 for 2 to the power of 18, the lowest first.
    expect((first[0] ?? 0) & 0b1111).toBe(0b0011);
  });

  const zstd = canCompress("zstd") ? test : test.skip;
  zstd("of zstd do so, too", async () => {
    const compressor = new Compressors().create("zstd");
    compressor.write(Buffer.alloc(1_000_000));
    compressor.end();
    const [first] = (await once(compressor, "data")) as [Buffer];

    // After the magic number and the descriptor, whose flag for a single segment is not set (RFC 8878 section 3.1.1.1).
    expect((first[4] ?? 0) & 0b100000).toBe(0);
    expect((first[5] ?? 0) >> 3).toBe(18 - 10);
  });
});

test("where as many responses as may be are compressed, the next stay as they are, and still depend on the client", () => {
  const context = {} as FilterContext;
  const shapeWith = (compressors: Compressors) => {
    const fields = ["Content-Type", "text/html", "Content-Length", "5000"];
    const request = routed({ headers: { "accept-encoding": "gzip" } });
    const stage = compressionWith(compressors)({ type: "Compression" }, context).shape?.(fields, 200, request);
    return { stage, coding: fieldValue(fields, "content-encoding"), vary: fieldValue(fields, "vary") };
  };

  expect(shapeWith(new Compressors(0))).toEqual({ stage: undefined, coding: undefined, vary: "Accept-Encoding" });
  expect(shapeWith(new Compressors(1))).toMatchObject({ coding: "gzip", vary: "Accept-Encoding" });
});
