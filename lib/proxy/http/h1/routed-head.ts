import type { ParsedTarget, RouteHit } from "../../../routing";
import type { RoutedRequest } from "../../engine";
import { addForwardedFields } from "../forwarded-fields";
import { type Arrival, forwardedFacts } from "./client-origin";
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
    private readonly arrival: Arrival,
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

  originFields(): string[] {
    const fields: string[] = [];
    addForwardedFields(fields, forwardedFacts(this.head, this.arrival, this.scheme === "https", this.port));
    return fields;
  }
}
