/** Of Traefik's own kinds. */
export const API_VERSION = "traefik.io/v1alpha1";
