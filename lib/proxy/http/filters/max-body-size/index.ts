import type { MaxBodySize } from "../../../../topology";
import { textAnswer } from "../../answers";
import type { FilterCompiler } from "../filter-compiler";

const TOO_LONG = textAnswer(413, "the body is too long");

/** A body that announces its length is refused before any of it is read; the engine counts the others. */
export const compileMaxBodySize: FilterCompiler<MaxBodySize> = ({ bytes }) => ({
  maxRequestBody: bytes,
  answer(request) {
    // One that was said twice is the same each time.
    const [length] = request.header("content-length")?.split(",", 1) ?? [];
    return length !== undefined && Number(length) > bytes ? TOO_LONG : undefined;
  },
});
