import type { RouteRequest } from "../route-request";
import type { CompiledMatch } from "./compiled-match";

/** The number of the list that holds nothing. */
export const NO_MATCHES = 0;

/**
 * Lists of matches in order of rank, by number. An odd number is that of a list whose only match fits whatever the
 * request: then the match itself need not be read, which in a large table would be a wait for memory.
 */
export class MatchLists {
  readonly #lists: readonly (readonly CompiledMatch[] | CompiledMatch)[];

  constructor(lists: readonly (readonly CompiledMatch[] | CompiledMatch)[]) {
    this.#lists = lists;
  }

  firstFitting(number: number, request: RouteRequest): CompiledMatch | undefined {
    if (number === NO_MATCHES) return undefined;
    const list = this.#lists[number >> 1];
    if ((number & 1) === 1) return list as CompiledMatch;
    for (const match of list as readonly CompiledMatch[]) {
      if (match.fits(request)) return match;
    }
    return undefined;
  }
}

export class MatchListsBuilder {
  readonly #lists: (readonly CompiledMatch[] | CompiledMatch)[] = [[]];
  readonly #numbers = new Map<readonly CompiledMatch[], number>();

  /** Takes in a list in order of rank; the same array gets the same number again. */
  numberOf(matches: readonly CompiledMatch[]): number {
    const [first] = matches;
    if (first === undefined) return NO_MATCHES;
    const known = this.#numbers.get(matches);
    if (known !== undefined) return known;
    const always = first.alwaysFits;
    const number = (this.#lists.push(always ? first : matches) - 1) * 2 + Number(always);
    this.#numbers.set(matches, number);
    return number;
  }

  build(): MatchLists {
    return new MatchLists(this.#lists);
  }
}
