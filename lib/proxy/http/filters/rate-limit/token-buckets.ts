import { RecencyMap } from "../../../recency-map";

/** How fast a bucket fills, and what it holds. */
export interface BucketShape {
  readonly tokensPerMillisecond: number;
  readonly size: number;
}

interface Bucket {
  tokens: number;
  /** When {@link tokens} was right. */
  at: number;
}

/** More are not remembered: who was away for the longest is forgotten first, and starts with a full bucket. */
const MOST_BUCKETS = 100_000;

/** A token bucket for each key, in bounded memory. */
export class TokenBuckets {
  private readonly buckets: RecencyMap<string, Bucket>;

  constructor(
    private readonly shape: BucketShape,
    most = MOST_BUCKETS,
  ) {
    this.buckets = new RecencyMap(most);
  }

  /**
   * Takes a token.
   *
   * @param now milliseconds of a clock that never goes back
   * @returns 0 where there was one; otherwise the milliseconds until there is one
   */
  take(key: string, now: number): number {
    const { tokensPerMillisecond, size } = this.shape;
    let bucket = this.buckets.get(key);
    if (bucket === undefined) {
      bucket = { tokens: size, at: now };
      this.buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(size, bucket.tokens + (now - bucket.at) * tokensPerMillisecond);
    bucket.at = now;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / tokensPerMillisecond;
    bucket.tokens -= 1;
    return 0;
  }

  get count(): number {
    return this.buckets.size;
  }
}
