/** What the names of the controller's annotations begin with. */
export const PREFIX = "nginx.ingress.kubernetes.io";
