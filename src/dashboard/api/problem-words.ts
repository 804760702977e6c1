import { t } from '../messages/translate';
import { isApiProblem } from './api';

/** What happened, what is safe and what to do, for whatever was thrown. */
export function problemWords(error: unknown): string {
  if (!isApiProblem(error)) return t('error.unknown');
  if (error.status === 0) return t('error.unreachable');
  const [field] = error.fields;
  if (field && error.fields.length === 1) return field.message;
  return error.detail || t('error.unknown');
}

/** What stands under one field of a form. */
export function fieldWords(error: unknown, field: string): string | undefined {
  return isApiProblem(error) ? error.field(field) : undefined;
}

/** What stands above a form: the problem, unless the words under its fields say all of it. */
export function formWords(error: unknown, fields: readonly string[]): string | null {
  if (!error) return null;
  if (isApiProblem(error) && error.fields.length > 0 && error.fields.every(({ path }) => shown(path, fields)))
    return null;
  return problemWords(error);
}

export function requestIdOf(error: unknown): string | null {
  return isApiProblem(error) && error.status >= 500 ? error.requestId : null;
}

function shown(path: string, fields: readonly string[]): boolean {
  return fields.some((field) => path === `body.${field}` || path.startsWith(`body.${field}.`));
}
