import type { RouteMatch } from "../../lib/topology";

/**
 * A condition on a request. Each method gives a new condition that asks for one thing more:
 * `Match.pathPrefix("/payments").header("x-canary", "1")`.
 */
export class Match {
  /** Every request. */
  static any(): Match {
    return new Match({});
  }

  /** The whole path, with regard to case: `/foo` does not fit `/foo/`. */
  static pathExact(value: string): Match {
    return new Match({ path: { type: "Exact", value } });
  }

  /** Element by element: `/foo` fits `/foo`, `/foo/` and `/foo/bar`, not `/foobar`. */
  static pathPrefix(value: string): Match {
    return new Match({ path: { type: "PathPrefix", value } });
  }

  /** A regular expression in RE2 syntax (https://github.com/google/re2/wiki/Syntax), matched against the whole path. */
  static pathRegularExpression(value: string): Match {
    return new Match({ path: { type: "RegularExpression", value } });
  }

  private constructor(readonly spec: RouteMatch) {}

  /**
   * And the header field has this value. The name is compared without regard to case, the value with regard to it. Of
   * two conditions on one name the first counts.
   */
  header(name: string, value: string): Match {
    return this.and({ headers: [...(this.spec.headers ?? []), { type: "Exact", name, value }] });
  }

  /** And the header field's whole value fits this expression, in RE2 syntax. */
  headerRegularExpression(name: string, value: string): Match {
    return this.and({ headers: [...(this.spec.headers ?? []), { type: "RegularExpression", name, value }] });
  }

  /** And the query parameter has this value, both with regard to case. Of two conditions on one name the first counts. */
  queryParam(name: string, value: string): Match {
    return this.and({ queryParams: [...(this.spec.queryParams ?? []), { type: "Exact", name, value }] });
  }

  /** And the query parameter's whole value fits this expression, in RE2 syntax. */
  queryParamRegularExpression(name: string, value: string): Match {
    return this.and({ queryParams: [...(this.spec.queryParams ?? []), { type: "RegularExpression", name, value }] });
  }

  /** And the method is this one, in upper case. */
  method(method: string): Match {
    return this.and({ method });
  }

  /**
   * And the client's address lies in one of these ranges, in CIDR notation. It is that of the connection's peer;
   * X-Forwarded-For counts on listeners of the self-hosted proxy with `trustedProxies` alone.
   */
  sourceRanges(ranges: readonly string[]): Match {
    return this.and({ sourceRanges: ranges });
  }

  private and(more: RouteMatch): Match {
    return new Match({ ...this.spec, ...more });
  }
}
