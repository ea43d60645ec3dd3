/** What the names of the controller's annotations begin with. */
export const PREFIX = "alb.ingress.kubernetes.io";
