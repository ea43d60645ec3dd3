import type { Answer, BodyStageFactory, RoutedRequest, Verdict } from "../../../../lib/proxy/engine";
import { compileFilters, type FilterContext } from "../../../../lib/proxy/http/filters";
import { answerInTurn, changeAnswerInTurn, shapeInTurn } from "../../../../lib/proxy/http/filters/combined";
import type { Filter } from "../../../../lib/topology";
import { routed } from "./support";

const context: FilterContext = { service: () => undefined, file: () => "", state: (_, make) => make() };

test("a route without filters shares one plan that does nothing", () => {
  const plan = compileFilters(undefined, context);
  expect(plan).toBe(compileFilters([], context));
  expect(plan).toEqual({
    answer: undefined,
    request: [],
    response: [],
    shape: undefined,
    ownAnswer: undefined,
    mirrors: [],
    maxRequestBody: Number.POSITIVE_INFINITY,
  });
});

describe("who answers", () => {
  const answer = (status: number): Answer => ({ status, fields: [], body: "" });
  const late = (verdict: Verdict) => () => new Promise<Verdict>((resolve) => setImmediate(() => resolve(verdict)));
  const at403 = () => answer(403);
  const pass = () => undefined;

  test.each<[string, (() => Verdict | Promise<Verdict>)[], number | undefined]>([
    ["nobody", [pass, pass], undefined],
    ["the first that does", [pass, at403, () => answer(500)], 403],
    ["the first that does, late", [late(undefined), late(answer(401)), at403], 401],
    ["one after a late pass", [late(undefined), at403], 403],
    ["one before a late one", [at403, late(answer(401))], 403],
    ["nobody, late", [late(undefined), pass], undefined],
  ])("%s", async (_, filters, status) => {
    expect((await answerInTurn(filters)?.(routed()))?.status).toBe(status);
  });

  test("those after it are not asked", () => {
    const asked = jest.fn();
    answerInTurn([at403, asked])?.(routed());
    expect(asked).not.toHaveBeenCalled();
  });

  test("a promise is made only where somebody waits", () => {
    expect(answerInTurn([pass, at403])?.(routed())).toEqual(answer(403));
  });

  test.each<[string, readonly Filter[], number]>([
    [
      "addresses before passwords",
      [
        { type: "BasicAuth", users: ["a:{SHA}x"] },
        { type: "IPAccess", deny: ["192.0.2.1/32"] },
      ],
      403,
    ],
    [
      "sizes before passwords",
      [
        { type: "BasicAuth", users: ["a:{SHA}x"] },
        { type: "MaxBodySize", bytes: 1 },
      ],
      413,
    ],
    [
      "passwords before redirects",
      [
        { type: "RequestRedirect", scheme: "https" },
        { type: "BasicAuth", users: ["a:{SHA}x"] },
      ],
      401,
    ],
  ])("%s, whatever their order in the route", async (_, filters, status) => {
    const request = routed({ headers: { "content-length": "2" } });
    expect((await compileFilters(filters, context).answer?.(request))?.status).toBe(status);
  });
});

describe("bodies through several stages", () => {
  /** Puts each chunk between marks, and takes as many at a time as the output does. */
  const marking =
    (mark: string): BodyStageFactory =>
    (output) => ({
      push: (chunk) => output.write(Buffer.from(`${mark}${chunk}${mark}`)),
      end: () => {
        output.write(Buffer.from(mark.toUpperCase()));
        output.end();
      },
      resume: () => output.ready(),
      destroy: () => destroyed.push(mark),
    });
  let destroyed: string[] = [];
  beforeEach(() => {
    destroyed = [];
  });

  function chain(room: number) {
    const shape = shapeInTurn([() => marking("a"), () => undefined, () => marking("b")]);
    const events: string[] = [];
    const stage = shape?.(
      [],
      200,
      routed(),
    )?.({
      write: (chunk) => {
        events.push(chunk.toString());
        return events.length < room;
      },
      end: () => events.push("end"),
      fail: (reason) => events.push(reason),
      ready: () => events.push("ready"),
    });
    if (stage === undefined) throw new Error("no stage");
    return { stage, events };
  }

  test("go through each in turn, to the end", () => {
    const { stage, events } = chain(9);
    expect(stage.push(Buffer.from("1"))).toBe(true);
    stage.end();
    expect(events).toEqual(["ba1ab", "bAb", "B", "end"]);
  });

  test("wait where the output does, and go on when it does", () => {
    const { stage, events } = chain(1);
    expect(stage.push(Buffer.from("1"))).toBe(false);
    stage.resume();
    expect(events).toEqual(["ba1ab", "ready"]);
  });

  test("are let go in all of them", () => {
    chain(1).stage.destroy();
    expect(destroyed.sort()).toEqual(["a", "b"]);
  });
});

test("own answers are changed by each in turn", () => {
  const add = (name: string) => (answer: Answer, _request: RoutedRequest) => ({
    ...answer,
    fields: [...answer.fields, name, ""],
  });
  const change = changeAnswerInTurn([add("a"), add("b")]);
  expect(change?.({ status: 404, fields: [], body: "" }, routed()).fields).toEqual(["a", "", "b", ""]);
});
