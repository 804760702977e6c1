import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Call, receiveXml, sendEmpty, sendXml } from './call';
import { S3Error } from './errors';
import type { ObjectStore } from './object-store';
import { allOf, document, textOf, textsOf } from './xml';

export async function getCors({ response, store }: Call): Promise<void> {
  if (!store.corsXml) {
    throw new S3Error(404, 'NoSuchCORSConfiguration', 'The CORS configuration does not exist');
  }
  sendXml(response, document('CORSConfiguration', ...allOf(store.corsXml, 'CORSRule').map(ruleXml)));
}

export async function putCors(call: Call): Promise<void> {
  const xml = await receiveXml(call);
  if (allOf(xml, 'CORSRule').length === 0) throw new S3Error(400, 'MalformedXML', 'No CORSRule was given');
  call.store.setCors(xml);
  sendEmpty(call.response, 200);
}

/** Answers a browser that asks before it sends, which is not signed. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse, store: ObjectStore): void {
  const method = String(request.headers['access-control-request-method'] ?? '');
  const asked = String(request.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const origin = request.headers.origin ?? '';
  const rule = ruleFor(store, origin, method);
  const isAllowed =
    rule && asked.every((name) => textsOf(rule, 'AllowedHeader').some((p) => matches(p.toLowerCase(), name)));
  if (!isAllowed) {
    throw new S3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  sendEmpty(response, 200, {
    ...corsHeaders(rule, origin),
    'Access-Control-Allow-Methods': textsOf(rule, 'AllowedMethod').join(', '),
    ...(asked.length > 0 ? { 'Access-Control-Allow-Headers': asked.join(', ') } : {}),
    'Access-Control-Max-Age': textOf(rule, 'MaxAgeSeconds') || '0',
  });
}

/** What a browser needs to see on the answer itself, refusals included. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, store: ObjectStore): void {
  const { origin } = request.headers;
  const rule = origin ? ruleFor(store, origin, request.method ?? '') : undefined;
  if (!rule) return;
  for (const [name, value] of Object.entries(corsHeaders(rule, origin ?? ''))) response.setHeader(name, value);
}

function corsHeaders(rule: string, origin: string): Record<string, string> {
  const exposed = textsOf(rule, 'ExposeHeader').join(', ');
  return {
    'Access-Control-Allow-Origin': textsOf(rule, 'AllowedOrigin').includes('*') ? '*' : origin,
    Vary: 'Origin',
    ...(exposed ? { 'Access-Control-Expose-Headers': exposed } : {}),
  };
}

function ruleFor(store: ObjectStore, origin: string, method: string): string | undefined {
  return allOf(store.corsXml ?? '', 'CORSRule').find(
    (rule) =>
      textsOf(rule, 'AllowedOrigin').some((pattern) => matches(pattern, origin)) &&
      textsOf(rule, 'AllowedMethod').includes(method),
  );
}

function ruleXml(rule: string): string {
  return `<CORSRule>${rule}</CORSRule>`;
}

function matches(pattern: string, value: string): boolean {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === value;
  return value.length >= before.length + after.length && value.startsWith(before) && value.endsWith(after);
}
