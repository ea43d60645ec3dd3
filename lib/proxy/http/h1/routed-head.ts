import type { ParsedTarget, RouteHit } from "../../../routing";
import type { RoutedRequest } from "../../engine";
import type { RequestHead } from "./request-head";
import { sentOnFields } from "./wire/field-section";

/** A request as the filters of its route see it. Made only where there are some. */
export class RoutedHead implements RoutedRequest {
  readonly target: ParsedTarget;
  readonly method: string;
  readonly sourceAddress: string;
  private known: readonly string[] | undefined;

  constructor(
    private readonly head: RequestHead,
    readonly hit: RouteHit,
    readonly scheme: "http" | "https",
    readonly port: number,
  ) {
    this.target = head.target;
    this.method = head.method;
    this.sourceAddress = head.sourceAddress;
  }

  get fields(): readonly string[] {
    this.known ??= sentOnFields(this.head.message, this.head.leftOut);
    return this.known;
  }

  header(lowerCaseName: string): string | undefined {
    return this.head.header(lowerCaseName);
  }
}
