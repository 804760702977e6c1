import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { LeanHandler } from './serve-lean';

interface Pattern {
  /** Fixed text, or the name of a parameter. */
  parts: readonly ({ text: string } | { name: string })[];
  methods: ReadonlySet<string>;
  handler: LeanHandler;
}

/** Answers addresses of lean routes that are spelled exactly so; everything else goes on. */
export function leanDoor(handlers: readonly LeanHandler[], otherwise: RequestListener): RequestListener {
  const patterns = handlers.map(patternOf);
  const byLength = new Map<number, Pattern[]>();
  for (const pattern of patterns) {
    byLength.set(pattern.parts.length, [...(byLength.get(pattern.parts.length) ?? []), pattern]);
  }
  return (req: IncomingMessage, res: ServerResponse) => {
    const parts = partsOf(req.url ?? '');
    for (const { parts: wanted, methods, handler } of byLength.get(parts.length) ?? []) {
      const params = methods.has(req.method ?? '') ? match(wanted, parts) : null;
      if (params) return handler.answer(params, req, res);
    }
    otherwise(req, res);
  };
}

function patternOf(handler: LeanHandler): Pattern {
  const { path, methods } = handler.route;
  return {
    parts: partsOf(path).map((part) => (part.startsWith(':') ? { name: part.slice(1) } : { text: part })),
    methods: new Set(methods.map((method) => method.toUpperCase())),
    handler,
  };
}

function partsOf(url: string): string[] {
  const query = url.indexOf('?');
  return (query < 0 ? url : url.slice(0, query)).split('/');
}

function match(wanted: Pattern['parts'], parts: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (let i = 0; i < wanted.length; i++) {
    const [want, part = ''] = [wanted[i], parts[i]];
    if (!want) return null;
    if ('text' in want) {
      if (want.text !== part) return null;
    } else {
      // What is escaped is for the router to read.
      if (part === '' || part.includes('%')) return null;
      params[want.name] = part;
    }
  }
  return params;
}
