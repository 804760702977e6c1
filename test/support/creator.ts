import { Visitor } from './visitor';
import { waitFor } from './wait-for';

export interface VideoState {
  id: string;
  status: string;
  progress: number;
  failure: { code: string; message: string } | null;
  version: number;
}

let people = 0;

/** A new account with a session. */
export async function signUp(urls: string | readonly string[], displayName = 'Ada'): Promise<Visitor> {
  const visitor = new Visitor(urls);
  const email = `${displayName.toLowerCase()}-${process.pid}-${people++}@example.com`;
  const answer = await visitor.post('/accounts', { email, password: 'correct horse battery', displayName });
  if (answer.status !== 201) throw new Error(`POST /accounts: ${answer.status} ${JSON.stringify(answer.body)}`);
  return visitor;
}

/** A new account with a channel. */
export async function openChannel(urls: string | readonly string[]): Promise<{ creator: Visitor; handle: string }> {
  const creator = await signUp(urls);
  const handle = `channel-${process.pid}-${people++}`;
  const answer = await creator.post('/channels', { handle, name: 'Slow films' });
  if (answer.status !== 201) throw new Error(`POST /channels: ${answer.status} ${JSON.stringify(answer.body)}`);
  return { creator, handle };
}

/** A token that may upload, for clients that are no browser. */
export async function uploadTokenOf(creator: Visitor): Promise<string> {
  const { body } = await creator.post<{ token: string }>('/tokens', { name: 'uploads', scopes: ['uploads'] });
  return body.token;
}

export async function draftVideo(creator: Visitor, handle: string, title = 'A film'): Promise<string> {
  const answer = await creator.post<{ id: string }>(`/channels/${handle}/videos`, { title });
  if (answer.status !== 201) throw new Error(`POST videos: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

export async function videoState(creator: Visitor, id: string): Promise<VideoState> {
  const answer = await creator.get<VideoState>(`/videos/${id}`);
  if (answer.status !== 200) throw new Error(`GET /videos/${id}: ${answer.status}`);
  return answer.body;
}

/** Waits until nothing more will happen: failed, or ready with every rendition made. */
export async function whenSettled(creator: Visitor, id: string, withinMs = 120_000): Promise<VideoState> {
  return waitFor(
    'the video to be whole or failed',
    async () => {
      const state = await videoState(creator, id);
      return state.status === 'failed' || (state.status === 'ready' && state.progress === 1) ? state : null;
    },
    { withinMs, everyMs: 100 },
  );
}
