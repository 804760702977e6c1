import type { Agent } from 'node:http';
import type { WebDyno } from './router';

/** Error codes of the router that can be met here; Heroku lists them all. */
export type RouterCode = 'H12' | 'H13' | 'H15' | 'H18' | 'H20' | 'H27' | 'H28' | 'H99';

export interface RouterLine {
  /** Null: an exchange as it should be. */
  code: RouterCode | null;
  method: string;
  path: string;
  dyno: string;
  status: number;
  serviceMs: number;
  bytes: number;
  requestId: string;
}

export interface RouterTimes {
  /** From the last byte of the request to the first of the answer. */
  firstByteMs: number;
  /** Between two bytes, of a body coming in or of an answer going out. */
  idleMs: number;
  /** How long a connection to a dyno is kept without a request. */
  keepAliveMs: number;
  /** How long a request waits for a dyno that listens. */
  bootMs: number;
}

export interface RouterContext {
  times: RouterTimes;
  agent: Agent;
  protocol: 'http' | 'https';
  /** The dynos in the order in which to try them this time. */
  candidates(): WebDyno[];
  log(line: RouterLine): void;
}
