import { formatLocation, type Location } from "../location";
import { quoted } from "../wording";
import type { Check, Report } from "./check";
import { type Placed, placed } from "./walk";

interface Named {
  readonly name?: string | undefined;
}

/** A name stands for one element of its list. */
export const uniqueNames: Check = ({ topology }, report) => {
  checkNames("edge", placed(topology.edges, ["edges"]), report);
  checkNames("router", placed(topology.routers, ["routers"]), report);
  checkNames("service", placed(topology.services, ["services"]), report);
  checkNames("certificate", placed(topology.certificates, ["certificates"]), report);
  for (const { value, at } of placed(topology.edges, ["edges"])) {
    checkNames("listener", placed(value.listeners, [...at, "listeners"]), report);
  }
  for (const { value, at } of placed(topology.routers, ["routers"])) {
    checkNames("route", placed(value.routes, [...at, "routes"]), report);
  }
};

function checkNames(noun: string, elements: Iterable<Placed<Named>>, report: Report): void {
  const firsts = new Map<string, Location>();
  for (const { value, at } of elements) {
    if (value.name === undefined) continue;
    const first = firsts.get(value.name);
    if (first === undefined) firsts.set(value.name, at);
    else {
      const remedy = `${formatLocation(first)} has it already; give one of them another name`;
      report.error([...at, "name"], "duplicate-name", `a second ${noun} is named ${quoted(value.name)}`, remedy);
    }
  }
}
