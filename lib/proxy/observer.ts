import type { EngineObserver, RequestRecord } from "./engine";
import { messageOf } from "./errors";
import type { ProxyLog } from "./log";

/** Tells several observers of the same. */
export function joinObservers(observers: readonly EngineObserver[]): EngineObserver {
  const [only] = observers;
  if (observers.length === 1 && only !== undefined) return only;
  return {
    connectionOpened(listener) {
      for (const observer of observers) observer.connectionOpened(listener);
    },
    connectionClosed(listener) {
      for (const observer of observers) observer.connectionClosed(listener);
    },
    requestEnded(record) {
      for (const observer of observers) observer.requestEnded(record);
    },
    sessionEnded(record) {
      for (const observer of observers) observer.sessionEnded(record);
    },
  };
}

/** A line for each request and session. */
export function logObserver(log: ProxyLog): EngineObserver {
  return {
    connectionOpened() {},
    connectionClosed() {},
    requestEnded: (record) => log.request(record),
    sessionEnded: (record) => log.session(record),
  };
}

/** Passes requests to a callback of the user's, whose errors are not the proxy's. */
export function callbackObserver(onRequest: (record: RequestRecord) => void, log: ProxyLog): EngineObserver {
  return {
    connectionOpened() {},
    connectionClosed() {},
    requestEnded(record) {
      try {
        onRequest(record);
      } catch (error) {
        log.error("onRequest has thrown", { error: messageOf(error) });
      }
    },
    sessionEnded() {},
  };
}
