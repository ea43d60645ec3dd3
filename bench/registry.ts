import type { Bench } from "./bench";
import { l7Bench } from "./l7";
import { routingBench } from "./routing";
import { synthBench } from "./synth";

export const benches: readonly Bench[] = [routingBench, synthBench, l7Bench];
