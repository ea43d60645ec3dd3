import type { Diagnostic } from "../../../lib/topology";
import { settingsReport } from "../../settings-report";
import type { KubernetesProps } from "../kubernetes-props";
import { checkSettings } from "./check-settings";

/** Has the settings of a construct's platform looked at. */
export const reportSettings = settingsReport((props: KubernetesProps) =>
  checkSettings(props).map(
    ({ at: path, message, ...finding }): Diagnostic => ({ ...finding, path, message: `Kubernetes: ${message}` }),
  ),
);
