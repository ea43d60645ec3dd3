import { CertificateStore, TicketKeys } from "../../../lib/proxy/tls";
import type { Certificate } from "../../../lib/topology";
import { shopCertificate } from "../../support/certificates";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 5, 1, 12);

describe("the keys of session tickets", () => {
  test("are the same all day long, and others the next day", () => {
    const keys = new TicketKeys(undefined, NOON);
    const today = keys.at(NOON);
    expect(today).toHaveLength(48);
    expect(keys.at(NOON + 11 * HOUR)).toBe(today);
    expect(keys.at(NOON + 12 * HOUR)).not.toEqual(today);
    expect(keys.at(NOON + 12 * HOUR)).toHaveLength(48);
  });

  test("are nobody else's", () => {
    expect(new TicketKeys(undefined, NOON).at(NOON)).not.toEqual(new TicketKeys(undefined, NOON).at(NOON));
  });

  test.each([0, 1, 40])("are the same in processes that have begun with the same, %d days later too", (days) => {
    const one = new TicketKeys(undefined, NOON);
    const other = new TicketKeys(one.stateAt(NOON));
    const later = NOON + days * 24 * HOUR;
    expect(other.at(later)).toEqual(one.at(later));
    // One that is started later takes part.
    expect(new TicketKeys(one.stateAt(later)).at(later + 48 * HOUR)).toEqual(other.at(later + 48 * HOUR));
  });

  test("of before are found by nothing that is known today", () => {
    const keys = new TicketKeys(undefined, NOON);
    const yesterday = keys.at(NOON);
    const state = keys.stateAt(NOON + 24 * HOUR);
    expect(new TicketKeys(state).at(NOON)).not.toEqual(yesterday);
    expect(keys.at(NOON)).not.toEqual(yesterday);
  });
});

test("certificates are sealed with the keys of the day that they are loaded on", () => {
  const { certFile, keyFile } = shopCertificate;
  const certificates: Certificate[] = [{ name: "shop", certFile, keyFile }];
  const keys = new TicketKeys(undefined, NOON);
  const store = new CertificateStore(keys);
  const loadAt = (now: number) => {
    const batch = store.load({ certificates }, "/", now);
    const set = batch.setOf(["shop"]);
    store.commit(batch);
    return set;
  };

  const first = loadAt(NOON);
  expect(first.defaults.ticketKeys).toEqual(keys.at(NOON));
  expect(store.isOutdated(NOON + HOUR)).toBe(false);
  expect(loadAt(NOON + HOUR)).toBe(first);

  expect(store.isOutdated(NOON + 24 * HOUR)).toBe(true);
  const next = loadAt(NOON + 24 * HOUR);
  expect(next.defaults.ticketKeys).toEqual(keys.at(NOON + 24 * HOUR));
  expect(next.defaults.ticketKeys).not.toEqual(first.defaults.ticketKeys);
  expect(store.isOutdated(NOON + 25 * HOUR)).toBe(false);
});
