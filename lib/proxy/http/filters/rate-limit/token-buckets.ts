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
  /** In the order of their last use. */
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly shape: BucketShape,
    private readonly most = MOST_BUCKETS,
  ) {}

  /**
   * Takes a token.
   *
   * @param now milliseconds of a clock that never goes back
   * @returns 0 where there was one; otherwise the milliseconds until there is one
   */
  take(key: string, now: number): number {
    const { tokensPerMillisecond, size } = this.shape;
    const bucket = this.buckets.get(key) ?? { tokens: size, at: now };
    bucket.tokens = Math.min(size, bucket.tokens + (now - bucket.at) * tokensPerMillisecond);
    bucket.at = now;
    this.buckets.delete(key);
    this.buckets.set(key, bucket);
    this.forgetTheOldest();
    if (bucket.tokens < 1) return (1 - bucket.tokens) / tokensPerMillisecond;
    bucket.tokens -= 1;
    return 0;
  }

  get count(): number {
    return this.buckets.size;
  }

  private forgetTheOldest(): void {
    if (this.buckets.size <= this.most) return;
    const [oldest] = this.buckets.keys();
    if (oldest !== undefined) this.buckets.delete(oldest);
  }
}
