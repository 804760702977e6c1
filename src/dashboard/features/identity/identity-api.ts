import { queryOptions } from '@tanstack/react-query';
import type {
  CreatedTokenView,
  CreateTokenBody,
  MeView,
  SignInBody,
  SignUpBody,
} from '../../../modules/identity/contract';
import { answerOf, api, ifMatch, isApiProblem } from '../../api/api';

/** Who is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 60_000,
  queryFn: async (): Promise<MeView | null> => {
    try {
      return await answerOf(api.GET('/me'));
    } catch (error) {
      if (isApiProblem(error) && error.status === 401) return null;
      throw error;
    }
  },
});

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: () => answerOf(api.GET('/sessions')),
});

export const tokensQuery = queryOptions({ queryKey: ['me', 'tokens'], queryFn: () => answerOf(api.GET('/tokens')) });

export const signUp = (body: SignUpBody): Promise<MeView> => answerOf(api.POST('/accounts', { body }));
export const signIn = (body: SignInBody): Promise<MeView> => answerOf(api.POST('/sessions', { body }));
export const signOut = (): Promise<unknown> => answerOf(api.DELETE('/sessions/current'));
export const endSession = (id: string): Promise<unknown> =>
  answerOf(api.DELETE('/sessions/{id}', { params: { path: { id } } }));
export const endAllSessions = (): Promise<unknown> => answerOf(api.DELETE('/sessions'));

export const saveProfile = (me: MeView, displayName: string): Promise<MeView> =>
  answerOf(api.PATCH('/me', { body: { displayName }, headers: ifMatch(me.version) }));

export const createToken = (body: CreateTokenBody): Promise<CreatedTokenView> =>
  answerOf(api.POST('/tokens', { body }));
export const revokeToken = (id: string): Promise<unknown> =>
  answerOf(api.DELETE('/tokens/{id}', { params: { path: { id } } }));

export const requestReset = (email: string): Promise<unknown> =>
  answerOf(api.POST('/password-resets', { body: { email } }));
export const resetPassword = ({ token, password }: { token: string; password: string }): Promise<unknown> =>
  answerOf(api.POST('/password-resets/{token}', { params: { path: { token } }, body: { password } }));
export const resendVerification = (): Promise<unknown> => answerOf(api.POST('/email-verifications', { body: {} }));
export const verifyEmail = (token: string): Promise<unknown> =>
  answerOf(api.POST('/email-verifications/{token}', { params: { path: { token } }, body: {} }));
