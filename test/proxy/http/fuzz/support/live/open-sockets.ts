/** Sockets that this process has open, those of other tests among them. */
export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "TCPSocketWrap").length;
}
