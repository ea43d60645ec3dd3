import type { IResolveContext } from "../cdktf";
import { resolveTemplate } from "./resolve-template";
import { formatTemplate } from "./template";

/** Writes a text as one that Terraform reads as a template: tokens become expressions, all else stays as it is. */
export function renderText(text: string, context: IResolveContext): string {
  return formatTemplate(resolveTemplate(text, context));
}
