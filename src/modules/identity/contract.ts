import { z } from 'zod';
import { instant, passwordText, safeText } from '../../platform/http/text';
import { tokenScopes } from '../access';

const emailProblem = 'This is not an e-mail address we can write to.';

/** One spelling for every way to type an address: no surrounding space, NFKC, lower case, then ASCII only. */
export const emailSchema = z
  .string()
  .max(320, { error: emailProblem })
  .trim()
  .normalize('NFKC')
  .toLowerCase()
  .regex(z.regexes.email, { error: emailProblem })
  .max(254, { error: emailProblem });

/** A password somebody chooses. */
export const newPasswordSchema = passwordText({ min: 8, max: 128 });
/** A password somebody claims to have. */
const givenPassword = passwordText({ min: 1, max: 128 });
export const displayNameSchema = safeText({ min: 1, max: 80 });

export const signUpBody = z.strictObject({
  email: emailSchema,
  password: newPasswordSchema,
  displayName: displayNameSchema,
});
export type SignUpBody = z.infer<typeof signUpBody>;

export const signInBody = z.strictObject({ email: emailSchema, password: givenPassword });
export type SignInBody = z.infer<typeof signInBody>;

/** The signed-in account as it sees itself. */
export const meView = z.object({
  /** `acc_…` */
  id: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  displayName: z.string(),
  operator: z.boolean(),
  /** Sent as ETag; send it back in `If-Match`. */
  version: z.number().int(),
  createdAt: instant,
});
export type MeView = z.infer<typeof meView>;

export const editMeBody = z.strictObject({ displayName: displayNameSchema });
export type EditMeBody = z.infer<typeof editMeBody>;

export const sessionView = z.object({
  /** `ses_…` */
  id: z.string(),
  /** True for the session that asks. */
  current: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  /** Where it was signed in. */
  ip: z.string(),
  userAgent: z.string(),
});
export type SessionView = z.infer<typeof sessionView>;
export const sessionList = z.object({ items: z.array(sessionView), nextCursor: z.null() });
export const sessionParams = z.strictObject({ id: z.string().regex(/^ses_[0-9A-Za-z]{22}$/) });

export const tokenScopeSchema = z.enum(tokenScopes);

export const createTokenBody = z.strictObject({
  name: safeText({ min: 1, max: 80 }),
  scopes: z.array(tokenScopeSchema).min(1, { error: 'Choose at least one scope.' }).max(tokenScopes.length),
  /** Handles of the only channels it reaches; absent or null for all of the account's. */
  channels: z
    .array(z.string().regex(/^[\w-]{3,30}$/, { error: 'This is not a handle.' }))
    .min(1)
    .max(50)
    .nullable()
    .optional(),
  /** Absent or null: until it is revoked. */
  expiresInDays: z.number().int().min(1).max(3_650).nullable().optional(),
});
export type CreateTokenBody = z.infer<typeof createTokenBody>;

export const tokenView = z.object({
  /** `tok_…` */
  id: z.string(),
  name: z.string(),
  scopes: z.array(tokenScopeSchema),
  /** Handles; null for all channels of the account. */
  channels: z.array(z.string()).nullable(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  expiresAt: instant.nullable(),
});
export type TokenView = z.infer<typeof tokenView>;
/** `token` is shown this once. */
export const createdTokenView = tokenView.extend({ token: z.string() });
export type CreatedTokenView = z.infer<typeof createdTokenView>;
export const tokenList = z.object({ items: z.array(tokenView), nextCursor: z.null() });
export const tokenParams = z.strictObject({ id: z.string().regex(/^tok_[0-9A-Za-z]{22}$/) });

export const requestResetBody = z.strictObject({ email: emailSchema });
export const resetPasswordBody = z.strictObject({ password: newPasswordSchema });
export const noBody = z.strictObject({});
/** What a mailed link carries; anything else is answered as a link that no longer works. */
export const linkParams = z.strictObject({ token: z.string() });
