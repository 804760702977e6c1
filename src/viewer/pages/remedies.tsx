import type { ReactElement } from 'react';
import type { WatchPage } from '../../modules/discovery';
import type { RefusalView, RemedyView } from '../../modules/playback/contract';
import { waitWords } from '../../modules/playback/contract-words';
import { messages } from '../messages';
import { LocalTime } from './local-time';
import { isOffer, Offers } from './offers';

export interface RemediesProps {
  refusal: RefusalView;
  video: WatchPage['video'];
  signedIn: boolean;
  /** The password that was just tried did not open it. */
  wrongPassword: boolean;
}

const words = messages.refused;

/** Everything that would take one reason away, as something to act on; without JavaScript, too. */
export function Remedies(props: RemediesProps): ReactElement {
  const { refusal, signedIn, video } = props;
  const offers = refusal.remedies.filter(isOffer);
  const mayHoldIt = !signedIn && (offers.length > 0 || refusal.reason === 'grant_required');
  return (
    <>
      {refusal.remedies.map((remedy) => (
        <Remedy key={remedy.kind} remedy={remedy} {...props} />
      ))}
      {offers.length > 0 && <Offers offers={offers} channel={video.channel} />}
      {mayHoldIt && (
        <p className="refused-aside">
          {words.haveIt} <a href={signInHref(video)}>{words.signIn}</a>
        </p>
      )}
    </>
  );
}

function Remedy({ remedy, ...props }: RemediesProps & { remedy: RemedyView }): ReactElement | null {
  const { refusal, video } = props;
  switch (remedy.kind) {
    case 'wait_until':
      return <Opening at={remedy.at} before={waitWords(refusal.reason)} />;
    case 'wait':
      return (
        <a className="button" href={watchHref(video)} data-check-again>
          {messages.checkAgain}
        </a>
      );
    case 'sign_in':
      return (
        <a className="button" href={signInHref(video)}>
          {words.signIn}
        </a>
      );
    case 'enter_password':
      return <PasswordForm {...props} />;
    case 'confirm_age':
      return (
        <form method="post" action={`${watchHref(video)}/age`}>
          <input type="hidden" name="atLeast" value={remedy.age} />
          <button className="button" type="submit">
            {words.confirmAge(remedy.age)}
          </button>
        </form>
      );
    case 'take_over':
      return (
        <a className="button" href={watchHref(video)}>
          {words.takeOver}
        </a>
      );
    default:
      return null; // offers stand together
  }
}

/** When it opens, and how long that is; the page then opens by itself. */
export function Opening({ at, before }: { at: string; before: string }): ReactElement {
  return (
    <div className="opening">
      <p>
        {before} <LocalTime at={at} />.
      </p>
      <p className="countdown" data-countdown={at} role="timer" aria-live="off" />
    </div>
  );
}

function PasswordForm({ video, wrongPassword }: RemediesProps): ReactElement {
  return (
    <form className="password-form" method="post" action={`${watchHref(video)}/unlock`}>
      <label htmlFor="password">{words.password}</label>
      <div className="password-line">
        <input
          className="field"
          id="password"
          name="password"
          type="password"
          required
          maxLength={200}
          autoComplete="off"
          aria-invalid={wrongPassword || undefined}
          aria-describedby={wrongPassword ? 'password-wrong' : undefined}
        />
        <button className="button" type="submit">
          {words.unlock}
        </button>
      </div>
      {wrongPassword && (
        <p className="field-problem" id="password-wrong" role="alert">
          {words.wrongPassword}
        </p>
      )}
    </form>
  );
}

export function watchHref({ publicId }: Pick<WatchPage['video'], 'publicId'>): string {
  return `/watch/${publicId}`;
}

// An id and no address: whoever makes such a link by hand leads nobody anywhere else.
function signInHref({ publicId }: Pick<WatchPage['video'], 'publicId'>): string {
  return `/studio/sign-in?watch=${publicId}`;
}
