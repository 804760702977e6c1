import { z } from 'zod';
import type { JsonRoute, RawDescription, RawRoute, Route } from './route';
import { problem } from './text';

type JsonSchema = Record<string, unknown>;

/** The OpenAPI 3.1 document of every JSON route, from the very schemas that validate. */
export function openApiDocument(routes: readonly Route[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const operations = operationsOf(route);
    if (Object.keys(operations).length === 0) continue;
    paths[path] = { ...paths[path], ...operations, ...(route.root ? { servers: [{ url: '/' }] } : {}) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Showrunner API',
      version,
      description:
        'Upload and manage videos, decide who may watch, and play them. Errors are RFC 9457 problem details.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }, { token: [] }, {}],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'session' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem: toSchema(problem, 'output') },
    },
  };
}

function operationsOf(route: Route): Record<string, unknown> {
  if (route.kind === 'lean') return {};
  return route.kind === 'json' ? { [route.method]: operation(route) } : rawOperations(route);
}

function operation(route: JsonRoute): Record<string, unknown> {
  const status = String(route.status ?? 200);
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    parameters: [
      ...parameters(route.path.match(/:\w+/g)?.length ? (route.paramsSchema ?? null) : null, 'path'),
      ...parameters(route.querySchema ?? null, 'query'),
      ...(route.idempotent
        ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string' } }]
        : []),
      ...(route.versionOf && !['get', 'post'].includes(route.method)
        ? [{ name: 'If-Match', in: 'header', required: false, schema: { type: 'string' } }]
        : []),
    ],
    ...(route.bodySchema
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: toSchema(route.bodySchema, 'input') } },
          },
        }
      : {}),
    responses: {
      [status]: {
        description: route.summary,
        ...(route.responseSchema
          ? { content: { 'application/json': { schema: toSchema(route.responseSchema, 'output') } } }
          : {}),
      },
      ...Object.fromEntries(
        Object.entries(route.problems ?? {}).map(([code, schema]) => [code, problemAnswer(toSchema(schema, 'output'))]),
      ),
      default: problemAnswer({ $ref: '#/components/schemas/Problem' }),
    },
  };
}

function problemAnswer(schema: JsonSchema): Record<string, unknown> {
  return { description: 'What went wrong', content: { 'application/problem+json': { schema } } };
}

function rawOperations({ path, describe = {} }: RawRoute): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(describe).map(([method, described]) => [method, rawOperation(method, path, described)]),
  );
}

function rawOperation(method: string, path: string, { summary, tag, status = 200, takes, gives }: RawDescription) {
  const names = path.match(/:\w+/g) ?? [];
  const bytes = (type: string) => ({ content: { [type]: { schema: {} } } });
  return {
    operationId: operationId({ method, path }),
    summary,
    tags: [tag],
    parameters: names.map((name) => ({ name: name.slice(1), in: 'path', required: true, schema: { type: 'string' } })),
    ...(takes ? { requestBody: { required: true, ...bytes(takes) } } : {}),
    responses: {
      [status]: { description: summary, ...(gives ? bytes(gives) : {}) },
      default: problemAnswer({ $ref: '#/components/schemas/Problem' }),
    },
  };
}

function operationId({ method, path }: { method: string; path: string }): string {
  const words = path.split(/[/:.-]/).filter(Boolean);
  return method + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

function parameters(schema: z.ZodType | null, place: 'path' | 'query'): Record<string, unknown>[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema;
  return rest;
}
