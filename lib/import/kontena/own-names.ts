import { Names } from "../names";
import type { Remarks } from "../remarks";

/**
 * Names of what a balancer has of its own. A service keeps its name: what would have the same gets another, and that is
 * said.
 */
export class OwnNames {
  private readonly names: Names;

  /** @param services - names in the same list, which stay as they are */
  constructor(
    services: readonly string[],
    private readonly remarks: Remarks,
  ) {
    this.names = new Names(services);
  }

  /**
   * @param path - where the file asks for it
   * @param what - what it is, to somebody who looks for it
   */
  take(wanted: string, path: string, what: string): string {
    const name = this.names.take(wanted);
    if (name !== wanted) {
      this.remarks.changed(
        "import-name",
        path,
        `a service has the name "${wanted}"; ${what} is "${name}"`,
        "nothing, or give it a name of your own",
      );
    }
    return name;
  }
}
