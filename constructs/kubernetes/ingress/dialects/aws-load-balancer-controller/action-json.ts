import type { RuleAction } from "../../../../aws/rules";
import type { RouterInput } from "../../../routes";

/** An action in the shape of the API, with Services for target groups (guide, "Ingress annotations", `actions`). */
export function actionJson(action: RuleAction, services: RouterInput["services"]): object {
  switch (action.type) {
    case "forward":
      return {
        type: "forward",
        forwardConfig: {
          targetGroups: action.targets.flatMap(({ service, weight }) => {
            const backend = services.get(service);
            return backend === undefined ? [] : [{ serviceName: backend.name, servicePort: backend.port, weight }];
          }),
        },
      };
    case "redirect": {
      const { type, ...redirectConfig } = action;
      return { type, redirectConfig: { ...redirectConfig, query: "#{query}" } };
    }
    case "fixed-response": {
      const { type, statusCode, contentType, body } = action;
      return {
        type,
        fixedResponseConfig: {
          contentType,
          statusCode: String(statusCode),
          ...(body === "" ? {} : { messageBody: body }),
        },
      };
    }
  }
}
