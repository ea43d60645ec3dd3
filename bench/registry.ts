import type { Bench } from "./bench";
import { l7Bench } from "./l7";
import { routingBench } from "./routing";

export const benches: readonly Bench[] = [routingBench, l7Bench];
