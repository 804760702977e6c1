import { openApiDocument, type Route, rawRoute } from '../platform/http';

/** `/api/v1/openapi.json`, and a page to read it at `/api/docs`. Takes the list that is still being built. */
export function documentationRoutes(routes: readonly Route[], version: string): Route[] {
  let document: Record<string, unknown> | null = null;
  const rendered = () => {
    document ??= openApiDocument(routes, version);
    return document;
  };
  return [
    rawRoute({
      method: 'get',
      path: '/openapi.json',
      action: 'site.browse',
      authenticate: false,
      handle: async ({ res }) => void res.set('Cache-Control', 'public, max-age=300').json(rendered()),
    }),
    rawRoute({
      method: 'get',
      path: '/api/docs',
      root: true,
      action: 'site.browse',
      authenticate: false,
      handle: async ({ res }) =>
        void res.set('Cache-Control', 'public, max-age=300').type('html').send(documentationPage(rendered())),
    }),
  ];
}

interface Operation {
  summary: string;
  tags: string[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
}

function documentationPage(document: Record<string, unknown>): string {
  const paths = document.paths as Record<string, Record<string, Operation>>;
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([key]) => key !== 'servers')
      .map(([method, operation]) => ({ path, method, operation })),
  );
  const byTag = grouped(calls, tagOf);
  const sections = [...byTag].map(([tag, entries]) => `<h2>${escapeHtml(tag)}</h2>${entries.map(describe).join('')}`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Showrunner API</title><style>${style}</style><main><h1>Showrunner API</h1>
<p>Every call below <code>/api/v1</code>. Machine-readable: <a href="/api/v1/openapi.json">openapi.json</a>.
Send <code>Authorization: Bearer &lt;token&gt;</code>; errors are <code>application/problem+json</code> with a stable <code>code</code>.</p>
${sections.join('\n')}</main></html>`;
}

interface DocumentedCall {
  path: string;
  method: string;
  operation: Operation;
}

const tagOf = ({ operation }: DocumentedCall) => operation.tags[0] ?? 'other';

function grouped(calls: DocumentedCall[], key: (call: DocumentedCall) => string): Map<string, DocumentedCall[]> {
  const groups = new Map<string, DocumentedCall[]>();
  for (const call of calls) groups.set(key(call), [...(groups.get(key(call)) ?? []), call]);
  return groups;
}

function describe({ path, method, operation }: DocumentedCall): string {
  const body = operation.requestBody ? `<h3>Body</h3>${schemaBlock(operation.requestBody)}` : '';
  return `<details><summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> <span>${escapeHtml(operation.summary)}</span></summary>
${body}<h3>Answers</h3>${schemaBlock(operation.responses)}</details>`;
}

function schemaBlock(value: unknown): string {
  return `<pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}main{max-width:60rem;margin:2rem auto;padding:0 1rem}
details{border-bottom:1px solid #8884;padding:.5rem 0}summary{cursor:pointer}summary b{display:inline-block;min-width:4.5rem}
summary span{opacity:.75}pre{overflow:auto;font-size:.8rem;background:#8881;padding:1rem;border-radius:.5rem}h3{font-size:.9rem}`;
