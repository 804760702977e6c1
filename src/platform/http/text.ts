import { z } from 'zod';

const nul = String.fromCharCode(0);

/** Text that PostgreSQL can hold and JSON can carry: no NUL, no lone surrogate; surrounding white space is cut. */
export function safeText(limits: { min?: number; max: number }) {
  const { min = 0, max } = limits;
  return z
    .string()
    .trim()
    .min(min, { error: min === 1 ? 'Fill this in.' : `Use at least ${min} characters.` })
    .max(max, { error: `Use at most ${max} characters.` })
    .refine((text) => !text.includes(nul) && text.isWellFormed(), {
      error: 'This text has a character that cannot be stored.',
    });
}

/** A password, as it was typed. */
export function passwordText({ min, max }: { min: number; max: number }) {
  return z
    .string()
    .min(min, { error: min > 1 ? `Use at least ${min} characters.` : 'Fill this in.' })
    .max(max, { error: `Use at most ${max} characters.` })
    .refine((text) => !text.includes(nul) && text.isWellFormed(), {
      error: 'This password has a character that cannot be typed everywhere. Choose another.',
    });
}

/** `limit` and `cursor` of every list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: safeText({ max: 500 }).nullable().default(null),
});

/** An instant in RFC 3339, always with a zone. */
export const instant = z.iso.datetime({ offset: true, error: 'Use an RFC 3339 time such as 2026-05-03T20:00:00Z.' });

/** Problem details (RFC 9457) as every error answer carries them. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
