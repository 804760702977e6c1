export interface FieldProblem {
  /** Dotted path, for example `body.title`. */
  path: string;
  message: string;
}

export interface ProblemDocument {
  status: number;
  code: string;
  title: string;
  detail: string;
  requestId: string | null;
  errors: readonly FieldProblem[];
  /** Every further member of the document, for example `refusals`. */
  members: Readonly<Record<string, unknown>>;
}

/** An answer that is no success (RFC 9457), or no answer at all: then `status` is 0 and `code` is `unreachable`. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly fields: readonly FieldProblem[];
  readonly members: Readonly<Record<string, unknown>>;

  constructor(document: ProblemDocument, options?: ErrorOptions) {
    super(`${document.code}: ${document.detail}`, options);
    this.name = 'ApiProblem';
    this.status = document.status;
    this.code = document.code;
    this.detail = document.detail;
    this.requestId = document.requestId;
    this.fields = document.errors;
    this.members = document.members;
  }

  /** No answer came at all. */
  static unreachable(cause: unknown): ApiProblem {
    const title = 'Unreachable';
    return new ApiProblem(
      { status: 0, code: 'unreachable', title, detail: '', requestId: null, errors: [], members: {} },
      { cause },
    );
  }

  /** Reads any failed answer; one that is no problem document still becomes a problem with its status. */
  static async read(response: Response): Promise<ApiProblem> {
    const { status: _, type: __, code, title, detail, requestId, errors, ...members } = await bodyOf(response);
    return new ApiProblem({
      status: response.status,
      code: text(code) ?? `http_${response.status}`,
      title: text(title) ?? response.statusText,
      detail: text(detail) ?? '',
      requestId: text(requestId) ?? response.headers.get('x-request-id'),
      errors: Array.isArray(errors) ? errors.filter(isFieldProblem) : [],
      members,
    });
  }

  /** The message for one field of the body; undefined when that field is sound. */
  field(name: string): string | undefined {
    return this.fields.find(({ path }) => path === `body.${name}` || path.startsWith(`body.${name}.`))?.message;
  }
}

export function isApiProblem(error: unknown, code?: string): error is ApiProblem {
  return error instanceof ApiProblem && (code === undefined || error.code === code);
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isFieldProblem(value: unknown): value is FieldProblem {
  if (typeof value !== 'object' || value === null) return false;
  return 'path' in value && 'message' in value && typeof value.path === 'string' && typeof value.message === 'string';
}
