import type {
  AnswerFilter,
  BodyStage,
  BodyStageFactory,
  OwnAnswerFilter,
  ResponseShaper,
  RoutedRequest,
  Verdict,
} from "../../engine";

/** Asks one filter after the other; the first that answers decides, and those after it are not asked. */
export function answerInTurn(filters: readonly AnswerFilter[]): AnswerFilter | undefined {
  if (filters.length < 2) return filters[0];
  return (request) => askFrom(0, filters, request);
}

/** A promise only from where a filter has to wait. */
function askFrom(start: number, filters: readonly AnswerFilter[], request: RoutedRequest): Verdict | Promise<Verdict> {
  for (let index = start; index < filters.length; index++) {
    const verdict = filters[index]?.(request);
    if (verdict instanceof Promise) {
      return verdict.then((settled) => settled ?? askFrom(index + 1, filters, request));
    }
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** Lets each filter change the fields, and the body go through the stages of all that return one. */
export function shapeInTurn(shapers: readonly ResponseShaper[]): ResponseShaper | undefined {
  if (shapers.length < 2) return shapers[0];
  return (fields, status, request) => {
    let chain: BodyStageFactory | undefined;
    for (const shape of shapers) {
      const next = shape(fields, status, request);
      if (next !== undefined) chain = chain === undefined ? next : chained(chain, next);
    }
    return chain;
  };
}

/** What comes out of the first stage goes into the second. */
function chained(first: BodyStageFactory, second: BodyStageFactory): BodyStageFactory {
  return (output) => {
    const after: BodyStage = second({
      write: (chunk) => output.write(chunk),
      end: () => output.end(),
      fail: (reason) => output.fail(reason),
      ready: () => before.resume(),
    });
    const before: BodyStage = first({
      write: (chunk) => after.push(chunk),
      end: () => after.end(),
      fail: (reason) => output.fail(reason),
      ready: () => output.ready(),
    });
    return {
      push: (chunk) => before.push(chunk),
      end: () => before.end(),
      resume: () => after.resume(),
      destroy() {
        before.destroy();
        after.destroy();
      },
    };
  };
}

/** Lets each filter change what the one before it has made. */
export function changeAnswerInTurn(filters: readonly OwnAnswerFilter[]): OwnAnswerFilter | undefined {
  if (filters.length < 2) return filters[0];
  return (answer, request) => filters.reduce((changed, filter) => filter(changed, request), answer);
}
