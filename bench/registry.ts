import type { Bench } from "./bench";
import { routingBench } from "./routing";

export const benches: readonly Bench[] = [routingBench];
