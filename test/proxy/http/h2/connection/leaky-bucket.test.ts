import { LeakyBucket } from "../../../../../lib/proxy/http/h2/connection/leaky-bucket";

const MANY = 10;

function fill(bucket: LeakyBucket, times: number): boolean[] {
  return Array.from({ length: times }, () => bucket.add());
}

describe("a leaky bucket", () => {
  test("runs over where more comes at once than it holds", () => {
    expect(fill(new LeakyBucket(MANY, 0), MANY + 1)).toEqual([...Array(MANY).fill(false), true]);
  });

  test("takes as much more as has run out", () => {
    const now = jest.spyOn(performance, "now").mockReturnValue(1000);
    const bucket = new LeakyBucket(MANY, 5);
    fill(bucket, MANY);

    now.mockReturnValue(2000);
    const second = fill(bucket, 6);
    now.mockRestore();

    expect(second).toEqual([...Array(5).fill(false), true]);
  });

  test("has room again for what was of use", () => {
    const bucket = new LeakyBucket(MANY, 0);
    fill(bucket, MANY);

    bucket.relieve(2);

    expect(fill(bucket, 3)).toEqual([false, false, true]);
  });
});
